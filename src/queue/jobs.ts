/**
 * The jobs of one route in BullMQ. A job says when to look at which message, and holds nothing but a key and a version.
 * Every question has a time limit of its own, because BullMQ waits for its connection without one.
 */
import { Queue } from 'bullmq';
import { StoreUnavailable } from '../line/claim/claim-store.js';
import { inTime } from '../line/claim/no-later-than.js';
import { JOB_VERSION, QUEUE_NAME, type JobData } from './job-data.js';

/** What the client may take for a question, its wait for a connection included. */
const ASK_MS = 500;
/** A fault of our own in a worker: the message is looked at again, without end. */
export const ENDLESS = 1_000_000;
const AFTER_FAULT_MS = 5_000;

export interface JobCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

export function prefixOf(prefix: string, route: string): string {
  return `${prefix}:{${route}}`;
}

/** BullMQ takes no colon in an id and none of digits alone. */
function idOf(key: string): string {
  return `m${key}`;
}

export function keyOf(jobId: string | undefined): string {
  return jobId?.slice(1) ?? '';
}

export class Jobs {
  readonly #open: () => Queue;
  #queue: Queue;
  #closed = false;

  /** @param connection an ioredis client that fails at once when it is not connected */
  constructor(connection: unknown, prefix: string) {
    this.#open = () =>
      new Queue(QUEUE_NAME, {
        connection: connection as never,
        prefix,
        // Asked of a Cluster's node that is not connected yet it fails, and with it the queue for good; that Redis is
        // new enough the store's own probe has seen.
        skipVersionCheck: true,
        // The events are for nobody; the shortest stream that BullMQ takes.
        streams: { events: { maxLen: 1 } },
        defaultJobOptions: {
          attempts: ENDLESS,
          backoff: { type: 'fixed', delay: AFTER_FAULT_MS },
          removeOnComplete: true,
          removeOnFail: true,
        },
      });
    this.#queue = this.#opened();
  }

  /** A job that exists already stays as it is. @throws StoreUnavailable (rejects), as all of these */
  async add(key: string, delayMs: number): Promise<void> {
    await this.#ask((queue) =>
      queue.add('m', { v: JOB_VERSION } satisfies JobData, { jobId: idOf(key), delay: Math.ceil(delayMs) }),
    );
  }

  /** To be looked at now, whatever it waits for. */
  async hurry(key: string): Promise<void> {
    const job = await this.#ask((queue) => queue.getJob(idOf(key)));
    if (!job) await this.add(key, 0);
    else if (await this.#ask(() => job.isDelayed())) await this.#ask(() => job.promote());
  }

  /** @returns false if somebody is at it. */
  async remove(key: string): Promise<boolean> {
    const removed = await this.#ask((queue) => queue.remove(idOf(key)));
    return removed === 1 || !(await this.has(key));
  }

  /** Asking for its state would have Redis search the whole list of what waits: half a millisecond in 100,000. */
  async has(key: string): Promise<boolean> {
    return (await this.#ask((queue) => queue.getJob(idOf(key)))) !== undefined;
  }

  async counts(): Promise<JobCounts> {
    const counts = await this.#ask((queue) => queue.getJobCounts('waiting', 'delayed', 'active'));
    return {
      waiting: counts['waiting'] ?? 0,
      delayed: counts['delayed'] ?? 0,
      active: counts['active'] ?? 0,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await inTime(this.#queue.close(), ASK_MS).catch(ignore);
  }

  /** BullMQ never recovers a queue whose first question to Redis failed: then another takes its place. */
  #opened(): Queue {
    const queue = this.#open();
    queue.on('error', ignore);
    queue.waitUntilReady().catch(() => {
      if (this.#queue === queue && !this.#closed) this.#queue = this.#opened();
    });
    return queue;
  }

  async #ask<T>(question: (queue: Queue) => Promise<T>): Promise<T> {
    try {
      return await inTime(question(this.#queue), ASK_MS);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      throw new StoreUnavailable('error', error);
    }
  }
}

export function ignore(): void {
  // Whoever asked is told of a failure; what goes wrong beside that, the store's own state tells.
}
