/** Jobs of operators in Redis: one hash over all of them (job-fields.ts), so that one script sees how many run. */
import { StoreUnavailable, UNKNOWN_VERSION } from '../../../line/claim/claim-store.js';
import {
  JOB_LEASE_MS,
  type Hold,
  type Job,
  type JobProgress,
  type JobStore,
} from '../../../operate/jobs/job-store.js';
import type { EpochMs } from '../../../model/time.js';
import { nothing, type Ask } from '../messages/message-keys.js';
import { isOne, noAnswerOfOurs } from '../script.js';
import { orderText, progressText, readJob } from './job-fields.js';

/** The hash goes when nobody has written into it for so long. */
const KEPT_MS = 8 * 86_400_000;

const HOLDS = ['held', 'stop', 'lost'] as const;

export class RedisJobs implements JobStore {
  readonly #key: string;
  readonly #ask: Ask;
  readonly #unreadable: (count: number) => void;

  /** @param unreadable hears of jobs that are left out, because this gateway does not know their version */
  constructor(prefix: string, ask: Ask, unreadable: (count: number) => void) {
    this.#key = `${prefix}:jobs`;
    this.#ask = ask;
    this.#unreadable = unreadable;
  }

  time(): Promise<EpochMs> {
    return this.#ask(
      'jobs',
      (client) => client.gwTime(this.#key),
      (answer) => (typeof answer === 'number' ? answer : noAnswerOfOurs()),
    );
  }

  add({ order, progress }: Job, owner: string, most: number): Promise<boolean> {
    const job = [order.id, orderText(order), progressText(progress)];
    return this.#ask(
      'jobs',
      (client) => client.gwAddJob(this.#key, ...job, most, owner, JOB_LEASE_MS, KEPT_MS),
      isOne,
    );
  }

  list(): Promise<readonly Job[]> {
    return this.#ask(
      'jobs',
      (client) => client.hgetall(this.#key),
      (answer) => this.#readAll(answer as Record<string, string>),
    );
  }

  find(id: string): Promise<Job | undefined> {
    return this.#ask(
      'jobs',
      (client) => client.hmget(this.#key, `d:${id}`, `p:${id}`),
      (answer) => this.#read(...(answer as [string | null, string | null])),
    );
  }

  take(owner: string): Promise<Job | undefined> {
    return this.#ask(
      'jobs',
      (client) => client.gwTakeJob(this.#key, owner, JOB_LEASE_MS),
      (answer) => {
        const [, order, progress] = (answer ?? []) as (string | null)[];
        return this.#read(order, progress);
      },
    );
  }

  hold(id: string, owner: string): Promise<Hold> {
    return this.#hold(id, owner, '', JOB_LEASE_MS);
  }

  save(id: string, owner: string, progress: JobProgress): Promise<Hold> {
    return this.#hold(id, owner, progressText(progress), JOB_LEASE_MS);
  }

  async letGo(id: string, owner: string): Promise<void> {
    await this.#hold(id, owner, '', 0);
  }

  stop(id: string): Promise<void> {
    return this.#ask('jobs', (client) => client.gwStopJob(this.#key, id), nothing);
  }

  remove(ids: readonly string[]): Promise<void> {
    const fields = ids.flatMap((id) => [`d:${id}`, `p:${id}`, `l:${id}`, `s:${id}`]);
    return this.#ask('jobs', (client) => client.hdel(this.#key, ...fields), nothing);
  }

  #hold(id: string, owner: string, progress: string, leaseMs: number): Promise<Hold> {
    return this.#ask(
      'jobs',
      (client) => client.gwHoldJob(this.#key, id, owner, progress, leaseMs, KEPT_MS),
      (answer) => HOLDS.find((word) => word === answer) ?? noAnswerOfOurs(),
    );
  }

  #readAll(fields: Readonly<Record<string, string>>): Job[] {
    return Object.entries(fields).flatMap(([name, order]) => {
      const job = name.startsWith('d:') ? this.#read(order, fields[`p:${name.slice(2)}`]) : undefined;
      return job ? [job] : [];
    });
  }

  #read(order: string | null | undefined, progress: string | null | undefined): Job | undefined {
    if (typeof order !== 'string' || typeof progress !== 'string') return undefined;
    try {
      return readJob(order, progress);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error.reason !== UNKNOWN_VERSION) throw error;
      this.#unreadable(1);
      return undefined;
    }
  }
}
