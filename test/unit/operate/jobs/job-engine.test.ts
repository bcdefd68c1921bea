/** Jobs are started, counted, refused, stopped and forgotten; two engines on one store stand for two replicas. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { JobEngine } from '../../../../src/operate/jobs/job-engine.js';
import { MOST_RUNNING, type JobRequest } from '../../../../src/operate/jobs/job-operations.js';
import type { Job, JobStore } from '../../../../src/operate/jobs/job-store.js';
import type { JobFilter, Work, WorkItem } from '../../../../src/operate/jobs/work.js';
import { createMemoryJobs } from '../../../../src/store/memory/memory-jobs.js';
import { jobOf, progressOf } from '../../../helpers/jobs.js';

const DAY = 86_400_000;
const engines: JobEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

let made = 0;

class Bench {
  readonly store: JobStore = createMemoryJobs();
  readonly acted: string[] = [];
  readonly filters: JobFilter[] = [];
  readonly told: string[] = [];
  count = 3;

  engine(name = 'one'): JobEngine {
    const engine = new JobEngine({
      store: this.store,
      names: () => ['a'],
      works: { replay: this.#work(name) },
      randomHex: () => String(made++).padStart(4, '0'),
      now: () => performance.now(),
      fault: (error) => {
        throw error;
      },
      onStart: ({ order }) => this.told.push(`${name}: ${order.id} begins`),
      onEnd: ({ order, progress }) => this.told.push(`${name}: ${order.id} ${progress.state}`),
    });
    engines.push(engine);
    return engine;
  }

  #work(name: string): Work {
    return {
      count: (filter) => {
        this.filters.push(filter);
        return Promise.resolve(
          new Map(
            this.count > 0
              ? [
                  ['failed', this.count],
                  ['body_not_kept', 2],
                ]
              : [],
          ),
        );
      },
      items: async function* (this: Bench, _: JobFilter, after = '') {
        for (let i = 0; i < this.count; i++) {
          const place = String(i).padStart(4, '0');
          await Promise.resolve();
          if (place > after) yield { place, lane: 'a', key: place };
        }
      }.bind(this),
      act: ({ key }: WorkItem) => {
        this.acted.push(`${name} ${key}`);
        return Promise.resolve('done');
      },
    };
  }
}

const request = (more: Partial<JobRequest> = {}): JobRequest => ({
  ...{ do: 'replay', filter: { route: 'a' }, rate: 10_000, dryRun: false, by: 'me' },
  ...more,
});
const slow = (more: Partial<JobRequest> = {}): JobRequest => request({ rate: 1, ...more });

async function ended(engine: JobEngine, id: string | undefined): Promise<Job | undefined> {
  return engine.endOf(id ?? '', 5_000);
}

describe('starting', () => {
  test('counts, runs to the end and tells; what has no body is skipped from the start', async () => {
    const bench = new Bench();
    const engine = bench.engine();
    const { id, matches } = await engine.start(request());
    expect(matches).toEqual({ failed: 3, body_not_kept: 2 });
    expect(await ended(engine, id)).toMatchObject({
      order: { id, do: 'replay', rate: 10_000, by: 'me', matches },
      progress: { state: 'done', done: 3, left: 0, skipped: 2 },
    });
    expect(bench.told).toEqual([`one: ${id ?? ''} begins`, `one: ${id ?? ''} done`]);
  });

  test('the filter knows the moment it was asked', async () => {
    const bench = new Bench();
    const before = Date.now();
    await bench.engine().start(request());
    expect(bench.filters[0]?.askedAt).toBeGreaterThanOrEqual(before);
    expect(bench.filters[0]?.askedAt).toBeLessThanOrEqual(Date.now());
  });

  test('a dry run leaves nothing behind, and neither does one without matches that is only to run for some', async () => {
    const bench = new Bench();
    const engine = bench.engine();
    expect((await engine.start(request({ dryRun: true }))).id).toBeUndefined();
    bench.count = 0;
    expect((await engine.start(request({ unlessNone: true }))).id).toBeUndefined();
    expect(await engine.list()).toEqual([]);
    expect(bench.acted).toEqual([]);
  });

  test.each([
    ['unknown_work', request({ do: 'verify' })],
    ['unknown_route', request({ filter: { route: 'b' } })],
  ])('%s is refused', async (reason, asked) => {
    await expect(new Bench().engine().start(asked)).rejects.toMatchObject({ reason });
  });

  test('more than may run at once are refused, over all replicas', async () => {
    const bench = new Bench();
    const [one, two] = [bench.engine('one'), bench.engine('two')];
    for (let i = 0; i < MOST_RUNNING; i++) await (i % 2 ? one : two).start(slow());
    await expect(one.start(slow())).rejects.toMatchObject({ reason: 'too_many' });
    expect((await one.start(slow({ dryRun: true }))).matches).toMatchObject({ failed: 3 });
    const [latest] = await one.list();
    await two.stop(latest?.order.id ?? '');
    await expect(two.start(slow())).resolves.toMatchObject({ matches: { failed: 3 } });
  });
});

describe('stopping', () => {
  test('by the replica that runs it, and by another', async () => {
    const bench = new Bench();
    const [one, two] = [bench.engine('one'), bench.engine('two')];
    const first = await one.start(slow());
    expect((await one.stop(first.id ?? ''))?.progress.state).toBe('stopped');
    const second = await one.start(slow());
    expect((await two.stop(second.id ?? ''))?.progress.state).toBe('stopped');
    expect((await two.stop(second.id ?? ''))?.progress.state).toBe('stopped');
    expect(await two.stop('job_none')).toBeUndefined();
  });

  test('one that nobody holds ends as well', async () => {
    const bench = new Bench();
    await bench.store.add(jobOf(), 'dead', 4);
    await bench.store.letGo('job_1', 'dead');
    expect((await bench.engine().stop('job_1'))?.progress.state).toBe('stopped');
    expect(bench.acted).toEqual([]);
  });
});

test('closed, an engine lets go; another goes on, and ends it', async () => {
  const bench = new Bench();
  const [one, two] = [bench.engine('one'), bench.engine('two')];
  bench.count = 40;
  const { id } = await one.start(request({ rate: 100 }));
  await sleep(80);
  await one.close();
  await two.look();
  expect(await ended(two, id)).toMatchObject({ progress: { state: 'done', done: 40 } });
  const keys = bench.acted.map((text) => text.split(' ')[1]);
  expect(new Set(keys).size).toBe(40);
  expect(bench.acted[0]).toBe('one 0000');
  expect(bench.acted.at(-1)).toBe('two 0039');
});

test('ended ones are forgotten beyond a hundred, and after seven days; those that run stay', async () => {
  const bench = new Bench();
  const now = Date.now();
  const add = async (id: string, endedAt: number | undefined): Promise<void> => {
    await bench.store.add(jobOf({ id, startedAt: (endedAt ?? now) - 1 }), 'gone', 1_000);
    if (endedAt !== undefined) await bench.store.save(id, 'gone', progressOf({ state: 'done', endedAt }));
  };
  await add('job_running', undefined);
  await add('job_old', now - 8 * DAY);
  for (let i = 0; i < 110; i++) await add(`job_${i}`, now - 1_000 - i);
  const engine = bench.engine();
  await ended(engine, (await engine.start(request())).id);
  const ids = (await engine.list()).map(({ order }) => order.id);
  expect(ids.filter((id) => /^job_\d{1,3}$/.test(id))).toHaveLength(100);
  expect(ids).toContain('job_running');
  expect(ids).toContain('job_0');
  expect(ids).not.toContain('job_109');
  expect(ids).not.toContain('job_old');
});
