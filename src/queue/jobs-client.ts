/** What a route's jobs are asked over, beside BullMQ's own questions. */
export interface JobsClient {
  /**
   * Of some messages' jobs those that no worker would come to.
   * @param keysAndArguments the scheduler's keys wait, active, paused, delayed and prioritized; epoch milliseconds; the
   *   milliseconds that a job may come late; the messages' keys
   * @returns keys of messages
   */
  gwIdleJobs(...keysAndArguments: readonly (string | number)[]): Promise<string[]>;
  /** Sets the marker that ends a wait for a key; it goes after so many milliseconds, 0: never. */
  gwMark(key: string, livesMs: number): Promise<unknown>;
}
