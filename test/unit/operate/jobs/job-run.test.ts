/** A job is run at its rate, stopped where it is, gone on with where it stood, and waits while the store is out. */
import { describe, expect, test } from 'vitest';
import { StoreUnavailable, UNKNOWN_VERSION } from '../../../../src/line/claim/claim-store.js';
import { JobRun } from '../../../../src/operate/jobs/job-run.js';
import type { Job, JobProgress, JobStore } from '../../../../src/operate/jobs/job-store.js';
import type { Work, WorkItem } from '../../../../src/operate/jobs/work.js';
import { createMemoryJobs } from '../../../../src/store/memory/memory-jobs.js';
import { jobOf } from '../../../helpers/jobs.js';

function itemsOf(count: number): WorkItem[] {
  return Array.from({ length: count }, (_, i) => {
    const place = String(i + 1).padStart(6, '0');
    return { place, lane: 'leads', key: `k${place}` };
  });
}

interface Acted {
  readonly key: string;
  readonly at: number;
}

class Bench {
  readonly acted: Acted[] = [];
  readonly closing = new AbortController();
  readonly faults: unknown[] = [];
  readonly #kept = createMemoryJobs();
  /** From now on nothing is written down any more. */
  died: Error | undefined;
  readonly store: JobStore = {
    ...this.#kept,
    save: (id, owner, progress) =>
      this.died ? Promise.reject(this.died) : this.#kept.save(id, owner, progress),
  };
  readonly #items: readonly WorkItem[];
  now = 0;
  /** What an act comes to; it may throw. */
  act: (item: WorkItem) => 'done' | 'skipped' | 'failed' = () => 'done';
  /** So many of the next reads of the list end in its middle. */
  listErrors = 0;

  constructor(count: number) {
    this.#items = itemsOf(count);
  }

  async add(rate: number): Promise<Job> {
    const job = jobOf({ rate }, { left: this.#items.length });
    await this.store.add(job, 'me', 4);
    return job;
  }

  run(job: Job, owner = 'me'): JobRun {
    const work: Work = {
      count: () => Promise.resolve(new Map()),
      items: (_, after) => this.#list(after),
      act: (item) => {
        const result = this.act(item);
        this.acted.push({ key: item.key, at: this.now });
        return Promise.resolve(result);
      },
    };
    return new JobRun(job, {
      ...{ store: this.store, work, owner, closing: this.closing.signal },
      now: () => this.now,
      sleep: (ms) => {
        this.now += ms;
        return Promise.resolve();
      },
      fault: (error) => this.faults.push(error),
    });
  }

  async *#list(after = ''): AsyncGenerator<WorkItem> {
    for (const [i, item] of this.#items.entries()) {
      if (item.place <= after) continue;
      await Promise.resolve();
      if (i % 7 === 6 && this.listErrors-- > 0) throw out();
      yield item;
    }
  }

  get keys(): string[] {
    return this.acted.map(({ key }) => key);
  }

  all(): string[] {
    return this.#items.map(({ key }) => key);
  }
}

const out = (): StoreUnavailable => new StoreUnavailable('timeout');
const counts = ({ state, done, left, failed, skipped }: JobProgress) => [state, done, left, failed, skipped];

describe('the rate', () => {
  test.each([1, 7, 10, 200, 5_000])('%i a second is kept, with no burst at the beginning', async (rate) => {
    const bench = new Bench(rate * 3);
    const ended = await bench.run(await bench.add(rate)).toTheEnd();
    expect(counts(ended)).toEqual(['done', rate * 3, 0, 0, 0]);
    expect(bench.keys).toEqual(bench.all());
    // The first of the last second's begins when two seconds are over.
    expect(bench.now).toBeGreaterThan(2_850 - 1_000 / rate);
    expect(bench.now).toBeLessThanOrEqual(3_000);
    for (const from of [0, 500, 1_000, 1_500]) {
      const within = bench.acted.filter(({ at }) => at >= from && at < from + 1_000).length;
      expect(within).toBeLessThanOrEqual(rate * 1.06 + 1);
    }
  });

  test('after the store was out there is no burst', async () => {
    const bench = new Bench(100);
    let errors = 30;
    bench.act = ({ place }) => {
      if (place === '000011' && errors-- > 0) throw out();
      return 'done';
    };
    await bench.run(await bench.add(10)).toTheEnd();
    const back = bench.acted.find(({ key }) => key === 'k000011')?.at ?? 0;
    expect(back).toBeGreaterThanOrEqual(30_000);
    expect(bench.acted.filter(({ at }) => at > back && at < back + 1_000).length).toBeLessThanOrEqual(11);
    expect(bench.keys).toEqual(bench.all());
  });
});

test('what an act comes to is counted', async () => {
  const bench = new Bench(90);
  bench.act = ({ place }) => (['done', 'skipped', 'failed'] as const)[Number(place) % 3] ?? 'done';
  expect(counts(await bench.run(await bench.add(1_000)).toTheEnd())).toEqual(['done', 30, 0, 30, 30]);
});

test('what another version of the gateway wrote is skipped', async () => {
  const bench = new Bench(3);
  bench.act = ({ place }) => {
    if (place === '000002') throw new StoreUnavailable(UNKNOWN_VERSION);
    return 'done';
  };
  expect(counts(await bench.run(await bench.add(10)).toTheEnd())).toEqual(['done', 2, 0, 0, 1]);
});

test('what was counted and is gone when its turn comes is skipped', async () => {
  const bench = new Bench(5);
  const job = await bench.add(10);
  const more = { ...job, progress: { ...job.progress, left: 8 } };
  expect(counts(await bench.run(more).toTheEnd())).toEqual(['done', 5, 0, 0, 3]);
});

test('a list that cannot be read is read on from where it was, none twice', async () => {
  const bench = new Bench(50);
  bench.listErrors = 5;
  await bench.run(await bench.add(100)).toTheEnd();
  expect(bench.keys).toEqual(bench.all());
});

test('a fault of our own ends the job as failed, and is told', async () => {
  const bench = new Bench(10);
  bench.act = ({ place }) => {
    if (place === '000004') throw new TypeError('a bug');
    return 'done';
  };
  const ended = await bench.run(await bench.add(10)).toTheEnd();
  expect(counts(ended)).toEqual(['failed', 3, 7, 0, 0]);
  expect(ended.error).toMatch(/log/);
  expect(bench.faults).toHaveLength(1);
  expect((await bench.store.find('job_1'))?.progress).toEqual(ended);
});

describe('a stop', () => {
  test('here ends the job between two batches; what was done stays done', async () => {
    const bench = new Bench(100);
    const run = bench.run(await bench.add(10));
    bench.act = ({ place }) => {
      if (place === '000030') run.stop();
      return 'done';
    };
    const ended = await run.toTheEnd();
    expect(counts(ended)).toEqual(['stopped', 30, 70, 0, 0]);
    expect(ended.endedAt).toBeDefined();
    expect((await bench.store.find('job_1'))?.progress).toEqual(ended);
  });

  test('by another replica ends it as well', async () => {
    const bench = new Bench(100);
    const run = bench.run(await bench.add(10));
    bench.act = ({ place }) => {
      if (place === '000030') void bench.store.stop('job_1');
      return 'done';
    };
    expect(counts(await run.toTheEnd())).toEqual(['stopped', 30, 70, 0, 0]);
  });

  test('ends it while the store is out, too', async () => {
    const bench = new Bench(100);
    const run = bench.run(await bench.add(10));
    let tries = 0;
    bench.act = () => {
      tries += 1;
      if (tries === 5) run.stop();
      throw out();
    };
    expect((await run.toTheEnd()).state).toBe('stopped');
    expect(tries).toBe(5);
  });
});

describe('going on', () => {
  test.each([10, 1_000])(
    'after a death the batch in hand is acted on again, and nothing else: at %i a second',
    async (rate) => {
      const bench = new Bench(200);
      const job = await bench.add(rate);
      const died = new Error('kill -9');
      bench.act = ({ place }) => {
        if (place === '000120') bench.died = died;
        return 'done';
      };
      await expect(bench.run(job).toTheEnd()).rejects.toBe(died);
      bench.died = undefined;
      const first = bench.keys.length;
      await bench.store.letGo('job_1', 'me');
      const taken = await bench.store.take('other');
      bench.act = () => 'done';
      const ended = await bench.run(taken ?? job, 'other').toTheEnd();
      expect(counts(ended)).toEqual(['done', 200, 0, 0, 0]);
      expect([...new Set(bench.keys)]).toEqual(bench.all());
      const again = bench.keys.length - 200;
      expect(again).toBe(taken?.progress.inHand.length);
      expect(bench.keys.slice(first, first + again)).toEqual(taken?.progress.inHand.map(({ key }) => key));
    },
  );

  test('one whose job was taken by another acts no more', async () => {
    const bench = new Bench(100);
    const job = await bench.add(10);
    bench.act = ({ place }) => {
      if (place === '000030') void bench.store.letGo('job_1', 'me').then(() => bench.store.take('other'));
      return 'done';
    };
    const left = await bench.run(job).toTheEnd();
    expect(left.state).toBe('running');
    expect(bench.keys.length).toBe(30);
    expect((await bench.store.find('job_1'))?.progress.state).toBe('running');
  });

  test('one that is closed leaves its job running, for another', async () => {
    const bench = new Bench(100);
    const run = bench.run(await bench.add(10));
    bench.act = ({ place }) => {
      if (place === '000030') bench.closing.abort();
      return 'done';
    };
    expect((await run.toTheEnd()).state).toBe('running');
    await bench.store.letGo('job_1', 'me');
    const taken = await bench.store.take('other');
    expect(taken?.progress.inHand.map(({ key }) => key)).toEqual(['k000030']);
  });

  test('closed while the store is out, it ends at once', async () => {
    const bench = new Bench(100);
    const run = bench.run(await bench.add(10));
    bench.act = () => {
      bench.closing.abort();
      throw out();
    };
    expect((await run.toTheEnd()).state).toBe('running');
  });
});
