/**
 * Runs the jobs of operators. The replica that is asked holds the job and runs it. If it dies, another takes the job when
 * its lease is over, and goes on where it stood.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { RandomHex } from '../../model/ids.js';
import type { EpochMs, MonotonicClock } from '../../model/time.js';
import { JobRun } from './job-run.js';
import type { Job, JobOrder, JobProgress, JobStore } from './job-store.js';
import {
  JobRefused,
  MOST_RUNNING,
  type JobOperations,
  type JobRequest,
  type Matches,
  type Started,
} from './job-operations.js';
import { GENUINE } from '../refused/judge-refused.js';
import { BODY_NOT_KEPT } from './replay-work.js';
import type { JobKind, Work } from './work.js';

/** Ended jobs that can still be seen, and for how long. */
export const MOST_ENDED = 100;
const KEPT_MS = 7 * 86_400_000;
/** With the lease, the longest time for which nobody goes on with a job whose holder died: 13 s. */
const LOOK_EVERY_MS = 3_000;
/** A stop waits so long for its job's end. */
const STOP_MS = 3_000;
const STOP_LOOK_MS = 100;

export interface JobEngineParts {
  readonly store: JobStore;
  /** Names of all routes as they are configured now. */
  readonly names: () => readonly string[];
  readonly works: Readonly<Partial<Record<JobKind, Work>>>;
  readonly randomHex: RandomHex;
  readonly now: MonotonicClock;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly fault: (error: unknown) => void;
  /** A job begins here, or somebody's that died goes on here; and one that ran here has ended. */
  readonly onStart?: (job: Job) => void;
  readonly onEnd?: (job: Job) => void;
}

type Jobs = JobOperations['jobs'];

interface Running {
  readonly run: JobRun;
  readonly ended: Promise<JobProgress>;
}

export class JobEngine implements Jobs {
  readonly #parts: JobEngineParts;
  readonly #owner: string;
  readonly #running = new Map<string, Running>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: JobEngineParts) {
    this.#parts = parts;
    this.#owner = parts.randomHex(12);
  }

  /** Begins to go on with jobs that nobody holds. */
  watch(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async start({ do: kind, filter: asked, rate, dryRun, unlessNone, by }: JobRequest): Promise<Started> {
    const { store, works, names, randomHex } = this.#parts;
    const work = works[kind];
    if (!work) throw new JobRefused('unknown_work');
    if (asked.route !== undefined && !names().includes(asked.route)) throw new JobRefused('unknown_route');
    const startedAt = await store.time();
    const filter = { ...asked, askedAt: startedAt };
    const matches = Object.fromEntries(await work.count(filter));
    if (dryRun || (unlessNone && meant(kind, matches) === 0)) return { id: undefined, matches };
    const id = `job_${randomHex(10)}`;
    const job = {
      order: { id, do: kind, filter, rate, matches, by, startedAt },
      progress: beginning(kind, matches),
    };
    if (!(await store.add(job, this.#owner, MOST_RUNNING))) throw new JobRefused('too_many');
    this.#run(job, work);
    void this.#forgetOld(startedAt);
    return { id, matches };
  }

  async list(): Promise<readonly Job[]> {
    const jobs = await this.#parts.store.list();
    return jobs
      .map((job) => this.#asItStands(job))
      .toSorted((a, b) => b.order.startedAt - a.order.startedAt || (a.order.id < b.order.id ? 1 : -1));
  }

  async find(id: string): Promise<Job | undefined> {
    const job = await this.#parts.store.find(id);
    return job && this.#asItStands(job);
  }

  async stop(id: string): Promise<Job | undefined> {
    const { store, now } = this.#parts;
    await store.stop(id);
    const own = this.#running.get(id);
    own?.run.stop();
    if (!own) await this.look();
    for (const giveUpAt = now() + STOP_MS; ;) {
      const job = await this.find(id);
      if (job?.progress.state !== 'running' || now() > giveUpAt) return job;
      await wait(STOP_LOOK_MS);
    }
  }

  /** The job once it has ended, or as it stands after so many milliseconds. */
  async endOf(id: string, ms: number): Promise<Job | undefined> {
    const waiting = new AbortController();
    await Promise.race([
      this.#running.get(id)?.ended,
      wait(ms, undefined, { signal: waiting.signal }).catch(() => undefined),
    ]);
    waiting.abort();
    return this.find(id);
  }

  /** Goes on with jobs that nobody holds; never rejects. */
  async look(): Promise<void> {
    const { store, works } = this.#parts;
    try {
      while (!this.#closing.signal.aborted && this.#running.size < MOST_RUNNING) {
        const job = await store.take(this.#owner);
        if (!job) return;
        const work = works[job.order.do];
        if (work && !this.#running.has(job.order.id)) this.#run(job, work);
        else return;
      }
    } catch {
      // The next look comes soon.
    }
  }

  /** Another replica may go on with what runs here. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    const { store } = this.#parts;
    await Promise.all(
      [...this.#running].map(async ([id, { ended }]) => {
        await ended;
        await store.letGo(id, this.#owner).catch(() => undefined);
      }),
    );
  }

  #run(job: Job, work: Work): void {
    const { store, now, fault, onStart, onEnd, sleep = sleepUnless } = this.#parts;
    const { id } = job.order;
    const run = new JobRun(job, {
      ...{ store, work, owner: this.#owner, now, sleep, fault },
      closing: this.#closing.signal,
    });
    onStart?.(job);
    const ended = run
      .toTheEnd()
      .catch((error: unknown) => {
        fault(error);
        return run.progress;
      })
      .then((progress) => {
        this.#running.delete(id);
        if (progress.state !== 'running') onEnd?.({ order: job.order, progress });
        return progress;
      });
    this.#running.set(id, { run, ended });
  }

  /** What runs here is further than what is written down. */
  #asItStands({ order, progress }: Job): Job {
    const here = this.#running.get(order.id)?.run.progress;
    return { order, progress: here?.state === 'running' ? here : progress };
  }

  async #forgetOld(now: EpochMs): Promise<void> {
    const { store } = this.#parts;
    const ended = (await this.list().catch(() => [])).filter(({ progress }) => progress.state !== 'running');
    const old = ended.filter(
      ({ progress }, place) => place >= MOST_ENDED || (progress.endedAt ?? now) < now - KEPT_MS,
    );
    if (old.length > 0)
      await store.remove(old.map(({ order }: { order: JobOrder }) => order.id)).catch(() => undefined);
  }
}

/** How many take part. */
export function meant(kind: JobKind, matches: Matches): number {
  return sum(Object.entries(matches).filter(([word]) => isMeant(kind, word)));
}

function isMeant(kind: JobKind, word: string): boolean {
  return kind === 'verify' ? word === GENUINE : word !== BODY_NOT_KEPT;
}

function sum(counts: readonly (readonly [word: string, count: number])[]): number {
  return counts.reduce((all, [, count]) => all + count, 0);
}

/** What has no body, or is still refused, is no item, and is skipped from the start. */
function beginning(kind: JobKind, matches: Matches): JobProgress {
  const left = meant(kind, matches);
  return {
    ...{ state: 'running', done: 0, left, failed: 0, skipped: sum(Object.entries(matches)) - left },
    ...{ endedAt: undefined, error: undefined, place: undefined, inHand: [] },
  };
}

async function sleepUnless(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
