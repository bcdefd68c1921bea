/** Bulk work: counted by outcome, asked for, watched to its end. What the gateway is asked is exactly what was typed. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from '../helpers/api.js';
import { endAll, jobOf } from '../helpers/jobs.js';
import { FakeOperations, routeOf } from '../helpers/operations.js';
import { StoreUnavailable } from '../../src/line/claim/claim-store.js';
import { cells, typed } from './typed.js';

let api: TestApi;
let failed = 0;

beforeEach(async () => {
  failed = 0;
  api = await startApi(new FakeOperations({ routes: [routeOf('leads'), routeOf('calls')] }));
  api.operations.beforeAnswer = (method) => {
    if (method === 'findJob') endAll(api.operations.jobs, failed);
  };
});
afterEach(() => api.stop());

function started(): readonly { readonly dryRun: boolean }[] {
  return api.operations.asked('startJob') as { dryRun: boolean }[];
}

const SINCE = Date.UTC(2026, 10, 20);
const UNTIL = Date.UTC(2026, 10, 21);
const RANGE = ['--since', '2026-11-20T00:00:00Z', '--until', '2026-11-21T00:00:00Z'];

test.each([
  [
    ['replay', '--route', 'leads', ...RANGE, '--rate', '5'],
    { do: 'replay', filter: { route: 'leads', since: SINCE, until: UNTIL }, rate: 5 },
  ],
  [
    ['replay', '--route', 'leads', ...RANGE, '--outcome', 'accepted', '--destination', 'crm'],
    {
      do: 'replay',
      filter: { route: 'leads', destination: 'crm', outcome: 'accepted', since: SINCE, until: UNTIL },
      rate: 50,
    },
  ],
  [['dead', 'replay', '--route', 'leads'], { do: 'redrive', filter: { route: 'leads' }, rate: 50 }],
  [['dead', 'replay', '--all', '--rate', '5'], { do: 'redrive', filter: {}, rate: 5 }],
  [
    ['dead', 'replay', '--all', '--reason', 'exhausted'],
    { do: 'redrive', filter: { reason: 'exhausted' }, rate: 50 },
  ],
  [
    ['dead', 'drop', '--route', 'leads'],
    { do: 'drop', filter: { route: 'leads', outcome: 'dead' }, rate: 1000 },
  ],
  [
    ['dead', 'drop', '--route', 'leads', '--destination', 'crm', '--reason', 'removed'],
    {
      do: 'drop',
      filter: { route: 'leads', destination: 'crm', outcome: 'dead', reason: 'removed' },
      rate: 1000,
    },
  ],
  [['dead', 'drop', '--all'], { do: 'drop', filter: { outcome: 'dead' }, rate: 1000 }],
  [['routes', 'cancel', 'leads'], { do: 'drop', filter: { route: 'leads', outcome: 'queued' }, rate: 1000 }],
  [['routes', 'drop', 'leads'], { do: 'drop', filter: { route: 'leads', outcome: 'queued' }, rate: 1000 }],
])('%j is counted first, then asked for, and watched to its end', async (argv, request) => {
  const { code, out } = await typed(api, [...argv, '--yes']);
  expect(out).toMatch(/^55 would [a-z ]+: 12 accepted, 43 failed\n43 done, 0 failed, 0 skipped, 0 left\n$/);
  expect(code).toBe(0);
  expect(started()).toMatchObject([
    { ...request, rate: expect.any(Number) as number, dryRun: true },
    { ...request, dryRun: false },
  ]);
});

describe('what changes many wants to be meant', () => {
  const argv = ['dead', 'replay', '--route', 'leads'];

  test('--dry-run only counts: exit 0', async () => {
    expect(await typed(api, [...argv, '--dry-run'])).toEqual({
      code: 0,
      out: '55 would go out again: 12 accepted, 43 failed\n',
      err: '',
    });
    expect(started().map(({ dryRun }) => dryRun)).toEqual([true]);
  });

  test('without --yes, and nobody to ask: the count, and exit 2', async () => {
    const { code, out, err } = await typed(api, argv);
    expect([code, out]).toEqual([2, '55 would go out again: 12 accepted, 43 failed\n']);
    expect(err).toContain('add --yes if you mean it');
    expect(started().map(({ dryRun }) => dryRun)).toEqual([true]);
  });

  test.each([
    ['y', 0],
    [' Yes ', 0],
    ['n', 2],
    ['', 2],
  ])('at a terminal the answer %j counts', async (answer, code) => {
    const asked: string[] = [];
    const ask = (question: string) => {
      asked.push(question);
      return Promise.resolve(answer);
    };
    expect((await typed(api, argv, { ask })).code).toBe(code);
    expect(asked).toEqual(['All 55? [y/N] ']);
    expect(started().length).toBe(code === 0 ? 2 : 1);
  });

  test('ids are meant by being named; those that are not there make it 1', async () => {
    api.operations.jobs.matches = { failed: 1, body_not_kept: 1 };
    const { code, out, err } = await typed(api, ['dead', 'replay', 'msg_1', 'msg_2', 'msg_1']);
    expect(code).toBe(1);
    expect(out).toContain('1 would go out again: 1 failed; of 1 more the bodies are not kept\n');
    expect(err).toContain('1 of the ids are not there, or their bodies are not kept');
    expect(started()).toMatchObject([{ filter: { ids: ['msg_1', 'msg_2'] } }, { dryRun: false }]);
  });

  test('many ids come in parts that the API takes', async () => {
    const ids = Array.from({ length: 250 }, (_, i) => `msg_${'x'.repeat(250)}${i}`);
    expect((await typed(api, ['dead', 'drop', ...ids])).code).toBe(1);
    const asked = started() as unknown as { dryRun: boolean; filter: { ids: string[] } }[];
    expect(asked.map(({ dryRun, filter }) => [dryRun, filter.ids.length])).toEqual(
      [true, false].flatMap((dry) => [100, 100, 50].map((n) => [dry, n])),
    );
    expect(asked.filter(({ dryRun }) => !dryRun).flatMap(({ filter }) => filter.ids)).toEqual(ids);
  });
});

test.each([
  ['replay', '--route', 'laeds', '--since', '1h'],
  ['dead', 'drop', '--route', 'laeds'],
  ['routes', 'drop', 'laeds'],
])('%s %s of a route that is not there: exit 1, and those there are', async (...argv) => {
  const { code, err } = await typed(api, [...argv, '--yes']);
  expect(code).toBe(1);
  expect(err).toContain('no route has the name laeds; there are: leads, calls');
  expect(started()).toEqual([]);
});

test('nothing that matches: exit 0, and no job', async () => {
  api.operations.jobs.matches = {};
  expect(await typed(api, ['dead', 'drop', '--all', '--yes'])).toEqual({
    code: 0,
    out: '0 would be dropped\n',
    err: '',
  });
  expect(started().length).toBe(1);
});

test('any that failed makes it 1, with the counts at the end', async () => {
  failed = 3;
  const { code, out } = await typed(api, ['dead', 'replay', '--all', '--yes']);
  expect([code, out.split('\n').at(-2)]).toEqual([1, '40 done, 3 failed, 0 skipped, 0 left']);
});

test('-o json is counts and jobs', async () => {
  const { out } = await typed(api, ['dead', 'replay', '--all', '--yes', '-o', 'json']);
  expect(JSON.parse(out)).toMatchObject({
    matches: { accepted: 12, failed: 43 },
    jobs: [{ id: 'job_2', state: 'done', done: 43, failed: 0 }],
  });
});

test('Ctrl-C ends the watching, and says how to end the job', async () => {
  const stop = new AbortController();
  api.operations.beforeAnswer = (method) => {
    if (method === 'findJob') stop.abort();
  };
  const { code, err } = await typed(api, ['dead', 'replay', '--all', '--yes'], {
    interrupted: () => stop.signal,
  });
  expect(code).toBe(1);
  expect(err).toContain('`webhook-gateway jobs stop job_2` ends it');
  expect(api.operations.asked('stopJob')).toEqual([]);
});

test('a store that fails over meanwhile is waited for', async () => {
  let asked = 0;
  api.operations.beforeAnswer = (method) => {
    if (method !== 'findJob') return;
    if (++asked === 1) throw new StoreUnavailable('away');
    endAll(api.operations.jobs);
  };
  const { code } = await typed(api, ['dead', 'replay', '--all', '--yes']);
  expect([code, asked]).toEqual([0, 2]);
});

describe('jobs', () => {
  test('lists them', async () => {
    const { code, out } = await typed(api, ['jobs']);
    expect(code).toBe(0);
    expect(cells(out).map((row) => row.slice(0, 8))).toEqual([
      ['JOB', 'DOES', 'STATE', 'ROUTE', 'DONE', 'LEFT', 'FAILED', 'SKIPPED'],
      ['job_1', 'replay', 'running', 'leads', '0', '43', '0', '0'],
    ]);
  });

  test('watch shows one to its end; stop ends it', async () => {
    expect((await typed(api, ['jobs', 'watch', 'job_1'])).out).toBe('43 done, 0 failed, 0 skipped, 0 left\n');
    api.operations.jobs.all[0] = jobOf({}, { done: 3, left: 40 });
    expect(await typed(api, ['jobs', 'stop', 'job_1'])).toEqual({
      code: 0,
      out: 'job_1: stopped (3 done, 40 left)\n',
      err: '',
    });
    expect((await typed(api, ['jobs', 'watch', 'job_1'])).code).toBe(1);
  });

  test.each(['watch', 'stop'])('%s of one that is not there: exit 1', async (verb) => {
    const { code, err } = await typed(api, ['jobs', verb, 'job_9']);
    expect([code, err]).toEqual([1, `webhook-gateway jobs ${verb}: No job has this id.\n`]);
  });
});
