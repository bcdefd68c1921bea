/**
 * A route's queue: stores a message and has it looked at, again and again until it ends. BullMQ is the scheduler alone.
 * A job that is lost is made again (reconcile.ts), one that comes twice finds its message ended.
 */
import { DelayedError, Worker, type Job, type Processor } from 'bullmq';
import { logged, type Attempt, type AttemptResult } from '../line/attempt/attempt.js';
import { limiterOf } from '../policy/rate.js';
import type { Reporter } from '../model/trail.js';
import { isUnreadable, StoreUnavailable, type ClaimStore } from '../line/claim/claim-store.js';
import type { DatedMessage, LaidMessage, MessageStore } from './message-store.js';
import type { NewMessage } from '../line/hand-over/new-message.js';
import type { Queue } from '../line/hand-over/durable-queue.js';
import type { Seat, Storing } from '../line/hand-over/together.js';
import { Governor } from './governor.js';
import { ENDLESS, Jobs, ignore, keyOf, withoutVersionCheck, type JobsParts } from './jobs.js';
import { inTime } from '../line/claim/no-later-than.js';
import type { QueuedRoute } from './queued-route.js';
import { patiently } from './patiently.js';
import { RefusedWorker } from './refused-worker.js';
import { sharing } from './shared-backend.js';
import type { SharedWaits, WaitingClient } from './shared-wait.js';
import { WriteDown } from './write-down.js';
import { UNREADABLE_MS, Work, type LookAgain } from './work.js';
import { isKnownJob, prefixOf, QUEUE_NAME } from './job-data.js';
import { JobLocks } from './job-locks.js';
import type { EpochClock, EpochMs, MonotonicClock, MonotonicMs } from '../model/time.js';

/** A dead worker is noticed at the first look after its lock has run out: within 15 s. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** Often, so that a lock outlasts a Redis, or a process, that stands still for most of its time. */
const LOCK_RENEWAL_MS = 2_000;
const CLOSE_MS = 2_000;

export interface QueueClients extends JobsParts {
  /** For workers, which wait for Redis. Where they cannot share their wait for jobs, each duplicates it for that. */
  readonly workerClient: unknown;
  /** A connection over which many workers wait for jobs; undefined where they cannot share one. */
  readonly openWaiting: (() => WaitingClient) | undefined;
}

export interface RouteQueueParts {
  readonly prefix: string;
  readonly clients: QueueClients;
  /** Undefined: each worker waits over a connection of its own. */
  readonly waits: SharedWaits | undefined;
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
  /** This process's, in epoch milliseconds; only a `Retry-After` that is a date is compared with it. */
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
  readonly #refused: RefusedWorker;
  /** Messages being worked on, until what they came to is written down. */
  #inHand = 0;
  #route: QueuedRoute;
  #worker: Worker | undefined;
  #stopping = false;

  constructor(route: QueuedRoute, parts: RouteQueueParts) {
    this.#route = route;
    this.#parts = parts;
    this.jobs = new Jobs(parts.clients, prefixOf(parts.prefix, route.lane));
    this.#writeDown = new WriteDown({ ...parts, route: () => this.#route });
    this.#refused = new RefusedWorker({
      unavailable: parts.clients.unavailable,
      up: () => parts.claims.up,
      tell: (reason) => {
        parts.reporter.refused(this.#route.lane, reason);
      },
      now: parts.now,
    });
    this.governor = new Governor({
      concurrency: route.concurrency,
      timeout: route.timeout,
      paused: parts.paused,
      now: parts.now,
      onBreaker: (state) => {
        parts.reporter.breaker(this.#route.name, this.#route.destination, state);
      },
    });
  }

  get route(): QueuedRoute {
    return this.#route;
  }

  /** Begins to deliver. */
  start(): void {
    const work = new Work({
      ...this.#parts,
      route: () => this.#route,
      writeDown: this.#writeDown,
      governor: this.governor,
      running: this.#running,
      stopping: () => this.#stopping,
    });
    const locks = new JobLocks(LOCK_RENEWAL_MS, (ids, tokens) => worker.extendJobLocks(ids, tokens, LOCK_MS));
    const process = async (job: Job, token = ''): Promise<void> => {
      const { id = '' } = job;
      this.#refused.took();
      locks.hold(id, token);
      try {
        const again = await this.#look(work, job);
        if (again !== undefined) await lookAgain(job, again, token);
      } finally {
        locks.letGo(id);
      }
    };
    const worker = this.#newWorker(process);
    worker.on('error', (error) => {
      this.governor.refused();
      this.#refused.met(error);
    });
    this.#worker = worker;
    this.governor.govern(worker);
  }

  #newWorker(process: Processor): Worker {
    const { clients, prefix, waits } = this.#parts;
    const options = {
      connection: clients.workerClient as never,
      prefix: prefixOf(prefix, this.#route.lane),
      ...withoutVersionCheck(),
      concurrency: this.#route.concurrency,
      lockDuration: LOCK_MS,
      skipLockRenewal: true,
      stalledInterval: STALLED_CHECK_MS,
      // Crashes are counted at the message, where the limit is ours.
      maxStalledCount: ENDLESS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      runRetryDelay: 1_000,
      ...(this.#route.rate && { limiter: limiterOf(this.#route.rate) }),
    };
    return waits
      ? new Worker(QUEUE_NAME, process, options, sharing(waits))
      : new Worker(QUEUE_NAME, process, options);
  }

  async #look(work: Work, job: Job): Promise<LookAgain> {
    if (!isKnownJob(job.data)) {
      this.#parts.onUnknownJob();
      return UNREADABLE_MS;
    }
    this.#inHand += 1;
    try {
      return await work.at(keyOf(job.id));
    } catch (error) {
      // Something of ours is wrong. The message is looked at again, until it counts as poison.
      this.#parts.reporter.fault(error);
      throw error;
    } finally {
      this.#inHand -= 1;
    }
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

  delayAfterFirst(result: AttemptResult, receivedAt: MonotonicMs): number | undefined {
    const { clock, now } = this.#parts;
    const at = clock();
    const next = this.#writeDown.next(result, 1, at - (now() - receivedAt), at);
    return next && 'delayMs' in next ? next.delayMs : undefined;
  }

  /** Stores the message first, then the job, so that a job never comes before its message. */
  async put(message: NewMessage, seat?: Seat): Promise<EpochMs> {
    const { messages, confirm, now } = this.#parts;
    const { name, lane, keeping } = this.#route;
    const dated = await this.#ready(message, seat);
    if (seat) await seat.store(new LaidTogether({ lane, message: dated, keeping }, messages));
    else await messages.put(lane, dated, keeping);
    const delay = message.notBefore === undefined ? 0 : Math.max(0, message.notBefore - now());
    // Only the message is confirmed: a lost job is made again.
    await Promise.all([confirm(name), this.jobs.add(message.key, delay)]);
    return dated.receivedAt;
  }

  async #ready(message: NewMessage, seat: Seat | undefined): Promise<DatedMessage> {
    try {
      this.#refused.check();
      return this.#dated(message, await this.#parts.messages.time(this.#route.lane));
    } catch (error) {
      if (error instanceof Error) seat?.fail(error);
      throw error;
    }
  }

  #dated(message: NewMessage, time: EpochMs): DatedMessage {
    const ahead = time - this.#parts.now();
    const { key, delivery, owner, destination, untranslated, first, notBefore } = message;
    return {
      ...{ key, delivery, owner, destination, untranslated, message: message.message },
      receivedAt: Math.floor(message.receivedAt + ahead),
      attempts: first ? [logged(first, time)] : [],
      notBefore: notBefore === undefined ? undefined : Math.ceil(notBefore + ahead),
    };
  }

  async bury(message: NewMessage): Promise<void> {
    const { messages, confirm, reporter } = this.#parts;
    const { name, lane, destination, keeping } = this.#route;
    const time = await messages.time(lane);
    await messages.put(lane, this.#dated(message, time), keeping);
    // At once, as `confirm` asks; where its end gets lost, a worker buries it.
    await confirm(name);
    await this.#writeDown.dead(message.key, 'untranslatable', 'untranslatable', time);
    const { id: messageId, sourceId, event } = message.message;
    reporter.dead({
      ...{ route: name, destination, messageId, sourceId, event },
      ...{ reason: 'untranslatable', attempts: 0 },
    });
  }

  async endedLate(key: string, armedAt: EpochMs, result: AttemptResult): Promise<void> {
    try {
      await this.#settleLate(key, armedAt, result);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }

  /** Its job comes later, finds what this came to, and goes; only an acceptance need not wait for that. */
  async #settleLate(key: string, armedAt: EpochMs, result: AttemptResult): Promise<void> {
    const time = await patiently(() => this.#parts.messages.time(this.#route.lane));
    const made = logged(result, time);
    if (result.verdict === 'accepted') {
      await this.#writeDown.accepted(key, armedAt, result.answer.status, made, time);
      await this.jobs.remove(key).catch(ignore);
      return;
    }
    // Cut off because the process ends: no fault of the receiver's.
    if ('failure' in result && this.#stopping) return this.#writeDown.waits(key, undefined, time);
    const next = this.#writeDown.next(result, 1, armedAt, time);
    if (next && 'delayMs' in next) await this.#writeDown.waits(key, made, time + next.delayMs);
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

/** A message that is written with the others of its delivery. */
class LaidTogether implements Storing {
  readonly #laid: LaidMessage;
  readonly #messages: MessageStore;

  constructor(laid: LaidMessage, messages: MessageStore) {
    this.#laid = laid;
    this.#messages = messages;
  }

  async writeAll(all: readonly Storing[]): Promise<void> {
    await this.#messages.putAll(all.filter((one) => one instanceof LaidTogether).map((one) => one.#laid));
  }
}

/** The scheduler adds this to the time that Redis has, whatever clock is read here (scheduler-time.ts). */
async function lookAgain(job: Job, ms: number, token: string | undefined): Promise<never> {
  await job.moveToDelayed(Date.now() + Math.ceil(ms), token);
  throw new DelayedError();
}
