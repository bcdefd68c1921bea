/**
 * A route's queue on BullMQ. BullMQ is the scheduler alone: a job is the key of a stored message and says when to look
 * at it. A job that is lost is made again (reconcile), one that comes twice finds its message ended.
 */
import { DelayedError, Queue as Jobs, Worker, type Job } from 'bullmq';
import type { Attempt, AttemptResult } from '../deliver.js';
import { limiterOf } from '../rate.js';
import type { Reporter } from '../record.js';
import { nextAttempt } from '../retry.js';
import { logged } from '../deliver.js';
import { StoreUnavailable, type ClaimStore } from '../steps/claims.js';
import type { MessageStore, NewMessage } from '../steps/messages.js';
import type { Queue } from '../steps/queue.js';
import { Governor } from './governor.js';
import { patiently } from './patiently.js';
import { jobIdOf, keyOf, type QueuedRoute } from './route.js';
import { createWork, outcomeOf } from './work.js';

/** A worker that died is noticed after its lock has run out and the next look for such: 15 s at the most. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** What the client may take to add a job, its wait for a connection included. */
const ADD_MS = 500;
/** A fault of our own in a worker: the message is looked at again, without end. */
const ENDLESS = 1_000_000;
const AFTER_FAULT_MS = 5_000;

export interface QueueClients {
  /** For questions that must be answered now or fail. */
  readonly client: unknown;
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
  readonly clock: () => number;
  readonly now: () => number;
}

export interface JobCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

export class RouteQueue implements Queue {
  readonly governor: Governor;
  readonly #parts: RouteQueueParts;
  #jobs: Jobs;
  readonly #running = new Set<Attempt>();
  #route: QueuedRoute;
  #worker: Worker | undefined;
  #stopping = false;

  constructor(route: QueuedRoute, parts: RouteQueueParts) {
    this.#route = route;
    this.#parts = parts;
    this.#jobs = this.#openJobs();
    this.governor = new Governor({
      concurrency: route.concurrency,
      paused: parts.paused,
      now: parts.now,
      onBreaker: (state) => {
        parts.reporter.breaker(this.#route.name, state);
      },
    });
  }

  #openJobs(): Jobs {
    const jobs = new Jobs('q', {
      connection: this.#parts.clients.client as never,
      prefix: `${this.#parts.prefix}:{${this.#route.name}}`,
      // The events are for nobody; the shortest stream that BullMQ takes.
      streams: { events: { maxLen: 1 } },
      defaultJobOptions: {
        attempts: ENDLESS,
        backoff: { type: 'fixed', delay: AFTER_FAULT_MS },
        removeOnComplete: true,
        removeOnFail: true,
      },
    });
    jobs.on('error', ignore);
    // BullMQ never recovers a queue whose first question to Redis failed.
    jobs.waitUntilReady().catch(() => {
      if (this.#jobs === jobs && !this.#stopping) this.#jobs = this.#openJobs();
    });
    return jobs;
  }

  get route(): QueuedRoute {
    return this.#route;
  }

  /** Begins to deliver. */
  start(): void {
    const { claims, messages, reporter, pause, clock, clients, prefix } = this.#parts;
    const work = createWork({
      route: () => this.#route,
      claims,
      messages,
      governor: this.governor,
      reporter,
      pause,
      running: this.#running,
      stopping: () => this.#stopping,
      clock,
    });
    async function process(job: Job, token?: string): Promise<void> {
      const again = await work(keyOf(job.id ?? ''));
      if (again === undefined) return;
      await job.moveToDelayed(again, token);
      throw new DelayedError();
    }
    this.#worker = new Worker('q', process, {
      connection: clients.workerClient as never,
      prefix: `${prefix}:{${this.#route.name}}`,
      concurrency: this.#route.concurrency,
      lockDuration: LOCK_MS,
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

  /** After a reload: the running attempts end on the old route. @returns false where it takes a new worker. */
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

  delayAfterFirst(result: AttemptResult, receivedAt: number): number | undefined {
    if (result.verdict === 'accepted') return undefined;
    const next = nextAttempt(this.#route.policy, {
      attempts: 1,
      verdict: result.verdict,
      status: result.record.status,
      retryAfter: 'answer' in result ? result.answer.retryAfter : undefined,
      receivedAt,
      now: this.#parts.clock(),
      random: Math.random(),
    });
    return 'delayMs' in next ? next.delayMs : undefined;
  }

  /** The message first, then the job: a job never comes before what it is about. */
  async put(message: NewMessage, delayMs: number): Promise<void> {
    const { messages, confirm } = this.#parts;
    const { name, keeping } = this.#route;
    await messages.put(name, message, keeping);
    await this.schedule(message.key, delayMs);
    await confirm(name);
  }

  /** Says when to look at a message; a job that exists already stays as it is. */
  async schedule(key: string, delayMs: number): Promise<void> {
    const added = this.#jobs.add('m', {}, { jobId: jobIdOf(key), delay: Math.ceil(delayMs) });
    await inTime(added, ADD_MS);
  }

  /** To be looked at now, whatever it waits for. */
  async hurry(key: string): Promise<void> {
    const job = await inTime(this.#jobs.getJob(jobIdOf(key)), ADD_MS);
    if (job && (await inTime(job.isDelayed(), ADD_MS))) await inTime(job.promote(), ADD_MS);
    else if (!job) await this.schedule(key, 0);
  }

  /** @returns false where an attempt is being made. */
  async unschedule(key: string): Promise<boolean> {
    const removed = await inTime(this.#jobs.remove(jobIdOf(key)), ADD_MS);
    return removed === 1 || !(await this.isScheduled(key));
  }

  async isScheduled(key: string): Promise<boolean> {
    return (await inTime(this.#jobs.getJobState(jobIdOf(key)), ADD_MS)) !== 'unknown';
  }

  async endedLate(key: string, result: AttemptResult): Promise<void> {
    const { claims, messages, clock } = this.#parts;
    const { name, keeping, window } = this.#route;
    const attempt = logged(result, clock());
    if (result.verdict === 'accepted') {
      const { status } = result.answer;
      await patiently(() =>
        Promise.all([
          window === undefined ? undefined : claims.commit(key, '', status, window),
          messages.end(name, key, { state: 'accepted', attempt, at: clock() }, keeping),
        ]),
      );
      await this.unschedule(key).catch(ignore);
      return;
    }
    if (result.verdict === 'final') {
      const outcome = outcomeOf(result);
      await patiently(() =>
        Promise.all([
          window === undefined ? undefined : claims.bury(key, 'final', keeping.dead),
          messages.end(name, key, { state: 'dead', attempt, at: clock(), outcome, dead: 'final' }, keeping),
        ]),
      );
      return;
    }
    const delay = this.delayAfterFirst(result, clock()) ?? 0;
    await patiently(() =>
      messages.end(name, key, { state: 'waits', attempt, notBefore: clock() + delay }, keeping),
    );
  }

  async counts(): Promise<JobCounts> {
    const {
      waiting = 0,
      delayed = 0,
      active = 0,
    } = await inTime(this.#jobs.getJobCounts('waiting', 'delayed', 'active'), ADD_MS);
    return { waiting, delayed, active };
  }

  /** Takes no more messages; what is being attempted goes on. */
  stop(): void {
    this.governor.stop();
  }

  get busy(): boolean {
    return this.#running.size > 0;
  }

  /** Cuts off what still runs; it stays in the queue, and the cut is no attempt. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.governor.stop();
    for (const attempt of this.#running) attempt.abort();
    await Promise.all([
      within(this.#worker?.close(), ADD_MS * 4).catch(ignore),
      within(this.#jobs.close(), ADD_MS).catch(ignore),
    ]);
  }
}

function ignore(): void {
  // Told by what fails for it, or by the store's own state.
}

async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  try {
    return await within(answer, ms);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    throw new StoreUnavailable('error', error);
  }
}

async function within<T>(answer: Promise<T> | undefined, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StoreUnavailable('timeout'));
    }, ms);
  });
  try {
    return await Promise.race([answer as Promise<T>, late]);
  } finally {
    clearTimeout(timer);
  }
}
