/**
 * A route's queue: stores a message and has it looked at, again and again until it ends. BullMQ is the scheduler alone.
 * A job that is lost is made again (reconcile.ts), one that comes twice finds its message ended.
 */
import { DelayedError, Worker, type Job } from 'bullmq';
import { logged, type Attempt, type AttemptResult } from '../line/attempt/attempt.js';
import { limiterOf } from '../policy/rate.js';
import type { Reporter } from '../model/trail.js';
import { isUnreadable, StoreUnavailable, type ClaimStore } from '../line/claim/claim-store.js';
import type { MessageStore } from './message-store.js';
import type { NewMessage } from '../line/hand-over/new-message.js';
import type { Queue } from '../line/hand-over/durable-queue.js';
import { Governor } from './governor.js';
import type { JobsClient } from './jobs-client.js';
import { ENDLESS, Jobs, QUEUE_NAME, ignore, keyOf, prefixOf } from './jobs.js';
import { inTime } from '../line/claim/no-later-than.js';
import type { QueuedRoute } from './queued-route.js';
import { WriteDown } from './write-down.js';
import { UNREADABLE_MS, Work } from './work.js';
import { isKnownJob } from './job-data.js';
import type { EpochClock, EpochMs, MonotonicClock } from '../model/time.js';

/** A dead worker is noticed at the first look after its lock has run out: within 15 s. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** Often, so that a lock outlasts a Redis, or a process, that stands still for most of its time. */
const LOCK_RENEWAL_MS = 2_000;
const CLOSE_MS = 2_000;

export interface QueueClients {
  /** For questions that must be answered now or fail. */
  readonly client: JobsClient;
  /** For workers, which wait for Redis; duplicated for each one's blocking. */
  readonly workerClient: unknown;
}

export interface RouteQueueParts {
  readonly prefix: string;
  readonly clients: QueueClients;
  readonly claims: ClaimStore;
  readonly messages: MessageStore;
  readonly reporter: Reporter;
  /** Resolves when what was written before is as durable as asked. @throws StoreUnavailable (rejects) */
  readonly confirm: (route: string) => Promise<void>;
  readonly paused: () => boolean;
  /** The receiver wants nothing any more. */
  readonly pause: () => Promise<void>;
  /** A job has a version that this gateway does not know; it stays. */
  readonly onUnknownJob: () => void;
  /** Epoch milliseconds. */
  readonly clock: EpochClock;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
}

export class RouteQueue implements Queue {
  readonly jobs: Jobs;
  readonly governor: Governor;
  readonly #parts: RouteQueueParts;
  readonly #writeDown: WriteDown;
  readonly #running = new Set<Attempt>();
  /** Messages being worked on, until what they came to is written down. */
  #inHand = 0;
  #route: QueuedRoute;
  #worker: Worker | undefined;
  #stopping = false;

  constructor(route: QueuedRoute, parts: RouteQueueParts) {
    this.#route = route;
    this.#parts = parts;
    this.jobs = new Jobs(parts.clients.client, prefixOf(parts.prefix, route.name));
    this.#writeDown = new WriteDown({ ...parts, route: () => this.#route });
    this.governor = new Governor({
      concurrency: route.concurrency,
      timeout: route.timeout,
      paused: parts.paused,
      now: parts.now,
      onBreaker: (state) => {
        parts.reporter.breaker(this.#route.name, state);
      },
    });
  }

  get route(): QueuedRoute {
    return this.#route;
  }

  /** Begins to deliver. */
  start(): void {
    const { clients, prefix, reporter } = this.#parts;
    const work = new Work({
      ...this.#parts,
      route: () => this.#route,
      writeDown: this.#writeDown,
      governor: this.governor,
      running: this.#running,
      stopping: () => this.#stopping,
    });
    const process = async (job: Job, token?: string): Promise<void> => {
      if (!isKnownJob(job.data)) {
        this.#parts.onUnknownJob();
        await job.moveToDelayed(Date.now() + UNREADABLE_MS, token);
        throw new DelayedError();
      }
      this.#inHand += 1;
      const again = await work
        .at(keyOf(job.id))
        .catch((error: unknown) => {
          // Something of ours is wrong. The message is looked at again, until it counts as poison.
          reporter.fault(error);
          throw error;
        })
        .finally(() => (this.#inHand -= 1));
      if (again === undefined) return;
      // BullMQ goes by the machine's clock.
      await job.moveToDelayed(Date.now() + Math.max(0, again - this.#parts.clock()), token);
      throw new DelayedError();
    };
    this.#worker = new Worker(QUEUE_NAME, process, {
      connection: clients.workerClient as never,
      prefix: prefixOf(prefix, this.#route.name),
      concurrency: this.#route.concurrency,
      lockDuration: LOCK_MS,
      lockRenewTime: LOCK_RENEWAL_MS,
      stalledInterval: STALLED_CHECK_MS,
      // Crashes are counted at the message, where the limit is ours.
      maxStalledCount: ENDLESS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      runRetryDelay: 1_000,
      ...(this.#route.rate && { limiter: limiterOf(this.#route.rate) }),
    });
    this.#worker.on('error', ignore);
    this.governor.govern(this.#worker);
  }

  /** After a reload: running attempts end on the old route. @returns false where the rate takes a new worker. */
  replace(route: QueuedRoute): boolean {
    const { rate, concurrency } = this.#route;
    this.#route = route;
    if (route.concurrency !== concurrency) this.governor.setConcurrency(route.concurrency);
    return JSON.stringify(route.rate) === JSON.stringify(rate);
  }

  get reachable(): boolean {
    return this.governor.reachable;
  }

  attempted(result: AttemptResult): void {
    this.governor.attempted(result);
  }

  delayAfterFirst(result: AttemptResult, receivedAt: EpochMs): number | undefined {
    const next = this.#writeDown.next(result, 1, receivedAt);
    return next && 'delayMs' in next ? next.delayMs : undefined;
  }

  /** Stores the message first, then the job, so that a job never comes before its message. */
  async put(message: NewMessage): Promise<void> {
    const { messages, confirm, clock } = this.#parts;
    const { name, keeping } = this.#route;
    await messages.put(name, message, keeping);
    const delay = message.notBefore === undefined ? 0 : Math.max(0, message.notBefore - clock());
    // Only the message is confirmed: a lost job is made again.
    await Promise.all([confirm(name), this.jobs.add(message.key, delay)]);
  }

  async bury(message: NewMessage): Promise<void> {
    const { messages, confirm, reporter } = this.#parts;
    const { name, destination, keeping } = this.#route;
    await messages.put(name, message, keeping);
    await this.#writeDown.dead(message.key, 'untranslatable', 'untranslatable');
    await confirm(name);
    const { id: messageId, sourceId, event } = message.message;
    reporter.dead({
      ...{ route: name, destination, messageId, sourceId, event },
      ...{ reason: 'untranslatable', attempts: 0 },
    });
  }

  async endedLate(key: string, receivedAt: EpochMs, result: AttemptResult): Promise<void> {
    try {
      await this.#settleLate(key, receivedAt, result);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }

  /** Its job comes later, finds what this came to, and goes; only an acceptance need not wait for that. */
  async #settleLate(key: string, receivedAt: EpochMs, result: AttemptResult): Promise<void> {
    const { clock } = this.#parts;
    const made = logged(result, clock());
    if (result.verdict === 'accepted') {
      await this.#writeDown.accepted(key, receivedAt, result.answer.status, made);
      await this.jobs.remove(key).catch(ignore);
      return;
    }
    // Cut off because the process ends: no fault of the receiver's.
    if ('failure' in result && this.#stopping) return this.#writeDown.waits(key, undefined, clock());
    const next = this.#writeDown.next(result, 1, receivedAt);
    if (next && 'delayMs' in next) await this.#writeDown.waits(key, made, clock() + next.delayMs);
    else await this.#writeDown.bury(key, next?.stop ?? 'final', result, made);
  }

  /**
   * Drops a pending message on an operator's word.
   * @returns false where it stays: it is being attempted, or has a version that this gateway does not know.
   */
  async cancel(key: string): Promise<boolean> {
    if (!(await this.jobs.remove(key))) return false;
    try {
      await this.#writeDown.bury(key, 'cancelled', 'failed');
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return false;
    }
    return true;
  }

  /** Takes no more messages; what is being attempted goes on. */
  stop(): void {
    this.governor.stop();
  }

  get busy(): boolean {
    return this.#inHand > 0;
  }

  /** Ends without cutting anything off: after a reload, when another worker has taken over. */
  async retire(): Promise<void> {
    this.governor.stop();
    await this.#worker?.close().catch(ignore);
    await this.jobs.close();
  }

  /** Cuts off what still runs; it stays in the queue, and the cut is no attempt. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.governor.stop();
    for (const attempt of this.#running) attempt.abort();
    await Promise.all([
      this.#worker && inTime(this.#worker.close(), CLOSE_MS).catch(ignore),
      this.jobs.close(),
    ]);
  }
}
