/**
 * Runs one job that this process holds, to its end or until it is stopped, lost or closed. Before a batch is acted on it
 * is written down as in hand; whoever goes on with the job acts on that batch again, and the works see to it that this
 * does nothing more. While the store is out, the run waits.
 */
import { isUnreadable, StoreUnavailable } from '../../line/claim/claim-store.js';
import type { MonotonicClock } from '../../model/time.js';
import type { Hold, Job, JobProgress, JobState, JobStore } from './job-store.js';
import { batchOf, JobPace } from './job-pace.js';
import type { Work, WorkItem } from './work.js';

/** Between two tries while the store is out. */
const AGAIN_MS = 1_000;
/** Well within the lease. */
const RENEW_EVERY_MS = 2_000;

export interface RunParts {
  readonly store: JobStore;
  readonly work: Work;
  readonly owner: string;
  readonly now: MonotonicClock;
  /** Resolves after so many milliseconds, or as soon as the signal says so; never rejects. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A fault of our own. */
  readonly fault: (error: unknown) => void;
  /** Ends the run where it stands: the process ends. */
  readonly closing: AbortSignal;
}

/** Why a run ends before its job does. */
class Ended extends Error {
  readonly why: 'stopped' | 'given up';

  constructor(why: Ended['why']) {
    super(why);
    this.why = why;
  }
}

export class JobRun {
  readonly #job: Job['order'];
  readonly #parts: RunParts;
  readonly #ending = new AbortController();
  #progress: JobProgress;
  #why: Ended['why'] = 'given up';

  constructor({ order, progress }: Job, parts: RunParts) {
    this.#job = order;
    this.#progress = progress;
    this.#parts = parts;
  }

  get progress(): JobProgress {
    return this.#progress;
  }

  /** Somebody asked for the job's end here. */
  stop(): void {
    this.#end('stopped');
  }

  /** @returns how far the job has come: it still runs where another goes on with it. */
  async toTheEnd(): Promise<JobProgress> {
    const { closing } = this.#parts;
    const close = (): void => {
      this.#end('given up');
    };
    closing.addEventListener('abort', close, { once: true });
    if (closing.aborted) close();
    const renewal = setInterval(() => void this.#renew(), RENEW_EVERY_MS);
    renewal.unref();
    try {
      await this.#finish(await this.#run());
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
    } finally {
      clearInterval(renewal);
      closing.removeEventListener('abort', close);
    }
    return this.#progress;
  }

  async #run(): Promise<JobState> {
    try {
      await this.#goThrough();
      return 'done';
    } catch (error) {
      if (error instanceof Ended && error.why === 'stopped') return 'stopped';
      if (error instanceof Ended) throw error;
      this.#parts.fault(error);
      return 'failed';
    }
  }

  async #goThrough(): Promise<void> {
    const { now, sleep } = this.#parts;
    const pace = new JobPace(this.#job.rate, now());
    const { inHand } = this.#progress;
    if (inHand.length > 0) await this.#actOn(inHand);
    for await (const batch of this.#batches()) {
      const wait = pace.next(batch.length, now());
      if (wait > 0) await sleep(wait, this.#ending.signal);
      this.#check();
      await this.#save({ ...this.#progress, inHand: batch });
      await this.#actOn(batch);
    }
  }

  /** A list that could not be read is read again from where it was. */
  async *#batches(): AsyncGenerator<readonly WorkItem[]> {
    const { work } = this.#parts;
    const { filter, rate } = this.#job;
    const size = batchOf(rate);
    let after = this.#progress.place;
    let batch: WorkItem[] = [];
    let ended = false;
    while (!ended) {
      const from = after;
      try {
        for await (const item of work.items(filter, from)) {
          after = item.place;
          batch.push(item);
          if (batch.length < size) continue;
          yield batch;
          batch = [];
        }
        ended = true;
      } catch (error) {
        await this.#unlessOut(error);
      }
    }
    if (batch.length > 0) yield batch;
  }

  async #actOn(batch: readonly WorkItem[]): Promise<void> {
    const results = await Promise.all(batch.map((item) => this.#act(item)));
    const count = (word: string): number => results.filter((result) => result === word).length;
    const { done, failed, skipped, left } = this.#progress;
    this.#progress = {
      ...this.#progress,
      done: done + count('done'),
      failed: failed + count('failed'),
      skipped: skipped + count('skipped'),
      left: Math.max(0, left - batch.length),
      place: batch.at(-1)?.place,
      inHand: [],
    };
  }

  async #act(item: WorkItem): Promise<'done' | 'skipped' | 'failed'> {
    const { work } = this.#parts;
    return this.#patiently(async () => {
      try {
        return await work.act(item, this.#job.id);
      } catch (error) {
        // What another version of the gateway wrote is left to that.
        if (isUnreadable(error)) return 'skipped';
        throw error;
      }
    });
  }

  /** What is left at the end is gone: its time was over, or somebody else saw to it. */
  async #finish(state: JobState): Promise<void> {
    const { store } = this.#parts;
    const { skipped, left } = this.#progress;
    const endedAt = await this.#patiently(() => store.time(), true);
    const gone = state === 'done' ? left : 0;
    const error = state === 'failed' ? 'a fault of the gateway; its log has it' : undefined;
    const ended = { state, endedAt, error, inHand: [], skipped: skipped + gone, left: left - gone };
    await this.#save({ ...this.#progress, ...ended }, true);
  }

  /** @throws Ended if the job is to end here, unless this is its end */
  async #save(progress: JobProgress, last = false): Promise<void> {
    const { store, owner } = this.#parts;
    const hold = await this.#patiently(() => store.save(this.#job.id, owner, progress), last);
    if (hold === 'lost') throw new Ended('given up');
    if (last) this.#progress = progress;
    else this.#heard(hold);
    if (!last) this.#check();
  }

  async #renew(): Promise<void> {
    const { store, owner } = this.#parts;
    try {
      this.#heard(await store.hold(this.#job.id, owner));
    } catch {
      // The next one comes soon.
    }
  }

  #heard(hold: Hold): void {
    if (hold === 'stop') this.#end('stopped');
    if (hold === 'lost') this.#end('given up');
  }

  #end(why: Ended['why']): void {
    if (this.#ending.signal.aborted) return;
    this.#why = why;
    this.#ending.abort();
  }

  #check(): void {
    if (this.#ending.signal.aborted) throw new Ended(this.#why);
  }

  /** @param last whether it is tried although the job is to end */
  async #patiently<T>(ask: () => Promise<T>, last = false): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        await this.#unlessOut(error, last);
      }
    }
  }

  /** Waits where the store is out. @throws Ended where the run is to end meanwhile, and whatever else is wrong */
  async #unlessOut(error: unknown, last = false): Promise<void> {
    if (!(error instanceof StoreUnavailable) || isUnreadable(error)) throw error;
    const { sleep, closing } = this.#parts;
    await sleep(AGAIN_MS, last ? closing : this.#ending.signal);
    if (last && closing.aborted) throw new Ended('given up');
    if (!last) this.#check();
  }
}
