/**
 * The jobs of one route in BullMQ. A job says when to look at which message, and holds nothing but a key and a version.
 * Every question has a time limit of its own, because BullMQ waits for its connection without one.
 */
import { Queue, RedisConnection } from 'bullmq';
import type { StoreUnavailable } from '../line/claim/claim-store.js';
import { inTime } from '../line/claim/no-later-than.js';
import { JOB_VERSION, QUEUE_NAME, type JobData } from './job-data.js';
import type { JobsClient } from './jobs-client.js';
import type { EpochMs } from '../model/time.js';

/** What the client may take for a question, its wait for a connection included. */
const ASK_MS = 500;
/** A fault of our own in a worker: the message is looked at again, without end. */
export const ENDLESS = 1_000_000;
const AFTER_FAULT_MS = 5_000;
/** Between two tries to open a queue. */
const REOPEN_MS = 1_000;
/** The oldest Redis that the store's own probe lets pass. */
const OLDEST_REDIS = '7.0.0';
/** A job may come so much later than its message is due: more than any look puts it off. */
const MAY_BE_LATE_MS = 120_000;
/** Where a job is that will run, in the order of the question. */
const PLACES = ['wait', 'active', 'paused', 'delayed', 'prioritized'] as const;

export interface JobCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

/** BullMQ takes no colon in an id and none of digits alone. */
function idOf(key: string): string {
  return `m${key}`;
}

export function keyOf(jobId: string | undefined): string {
  return jobId?.slice(1) ?? '';
}

/**
 * For every connection. By itself BullMQ asks each one for the server's version, once. If that is refused, the
 * connection is of no use for good: a queue fails, and a worker asks again at once without end.
 */
export function withoutVersionCheck(): { readonly skipVersionCheck: true } {
  // What it then takes for granted. It is used for how finely a worker's blocking can be timed.
  RedisConnection.minimumVersion = OLDEST_REDIS;
  return { skipVersionCheck: true };
}

export interface JobsParts {
  /** An ioredis client that fails at once when it is not connected. */
  readonly client: JobsClient;
  /** What a failure of the client means. */
  readonly unavailable: (error: unknown) => StoreUnavailable;
}

export class Jobs {
  readonly #open: () => Queue;
  readonly #unavailable: JobsParts['unavailable'];
  readonly #client: JobsClient;
  readonly #places: readonly string[];
  #queue: Queue;
  #reopening: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ client, unavailable }: JobsParts, prefix: string) {
    this.#unavailable = unavailable;
    this.#client = client;
    this.#places = PLACES.map((place) => `${prefix}:${QUEUE_NAME}:${place}`);
    this.#open = () =>
      new Queue(QUEUE_NAME, {
        connection: client,
        prefix,
        ...withoutVersionCheck(),
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

  /**
   * Of these messages those whose job no worker would come to in time, if there is one at all.
   * @param now epoch milliseconds
   */
  async idle(keys: readonly string[], now: EpochMs): Promise<readonly string[]> {
    if (keys.length === 0) return [];
    return this.#ask(() => this.#client.gwIdleJobs(...this.#places, now, MAY_BE_LATE_MS, ...keys));
  }

  /** Takes the place of a job that nobody comes to, and is looked at now. */
  async again(key: string): Promise<void> {
    await this.#ask((queue) => queue.remove(idOf(key)));
    await this.add(key, 0);
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
    clearTimeout(this.#reopening);
    await inTime(this.#queue.close(), ASK_MS).catch(ignore);
  }

  /** BullMQ never recovers a queue that could not be opened: then, after a while, another takes its place. */
  #opened(): Queue {
    const queue = this.#open();
    queue.on('error', ignore);
    queue.waitUntilReady().catch(() => {
      if (this.#closed) return;
      this.#reopening = setTimeout(() => {
        queue.close().catch(ignore);
        this.#queue = this.#opened();
      }, REOPEN_MS);
    });
    return queue;
  }

  async #ask<T>(question: (queue: Queue) => Promise<T>): Promise<T> {
    try {
      return await inTime(question(this.#queue), ASK_MS);
    } catch (error) {
      throw this.#unavailable(error);
    }
  }
}

export function ignore(): void {
  // Whoever asked is told of a failure; what goes wrong beside that, the store's own state tells.
}
