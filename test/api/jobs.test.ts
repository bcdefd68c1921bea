/** Jobs over HTTP: what a body must say, and what the answers tell. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FILTER_MEMBERS } from '../../src/http/api/jobs/job-request.js';
import { ask, startApi, type TestApi } from '../helpers/api.js';
import { jobOf } from '../helpers/jobs.js';
import { T0 } from '../helpers/operations.js';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

const iso = new Date(T0).toISOString();

describe('POST /api/jobs', () => {
  test.each([
    [{ do: 'replay', filter: { route: 'leads' } }, { route: 'leads' }, 10],
    [{ do: 'redrive', all: true, rate: 10_000 }, {}, 10_000],
    [{ do: 'redrive', filter: { reason: 'final' }, rate: 1 }, { reason: 'final' }, 1],
    [{ do: 'verify', filter: { client: '192.0.2.7' } }, { client: '192.0.2.7' }, 10],
    [{ do: 'drop', all: true, filter: { outcome: 'dead' } }, { outcome: 'dead' }, 10],
    [{ do: 'drop', filter: { outcome: 'queued', route: 'a' } }, { outcome: 'queued', route: 'a' }, 10],
    [{ do: 'replay', filter: { ids: ['a', 'a', 'b'] } }, { ids: ['a', 'b'] }, 10],
    [
      {
        do: 'replay',
        filter: { since: iso, until: String(T0), outcome: 'dead', event: 'e', destination: 'd' },
      },
      { since: T0, until: T0, outcome: 'dead', event: 'e', destination: 'd' },
      10,
    ],
  ])('%j is 202 with the id and what matches', async (given, filter, rate) => {
    const { status, body } = await ask(api, 'POST', '/api/jobs', given);
    expect([status, body]).toEqual([202, { id: 'job_2', matches: { accepted: 12, failed: 43 } }]);
    const [request] = api.operations.asked('startJob');
    expect(request).toMatchObject({ do: given.do, rate, dryRun: false, by: 'admin' });
    expect((request as { filter: object }).filter).toEqual(filter);
  });

  test('a dry run is 200 without an id, and no job', async () => {
    const { status, body } = await ask(api, 'POST', '/api/jobs', { do: 'redrive', all: true, dryRun: true });
    expect([status, body]).toEqual([200, { id: null, matches: { accepted: 12, failed: 43 } }]);
    expect((await ask(api, 'GET', '/api/jobs')).body['data']).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    ['no body', ''],
    ['nothing to do', { filter: { route: 'leads' } }],
    ['something else to do', { do: 'send', all: true }],
    ['no filter', { do: 'replay' }],
    ['an empty filter', { do: 'replay', filter: {} }],
    ['all that is not true', { do: 'replay', all: false, filter: { route: 'leads' } }],
    ['all beside a filter', { do: 'replay', all: true, filter: { route: 'leads' } }],
    ['nothing but the list to drop from', { do: 'drop', filter: { outcome: 'dead' } }],
    ['no list to drop from', { do: 'drop', filter: { route: 'leads' } }],
    ['another list to drop from', { do: 'drop', filter: { route: 'leads', outcome: 'failed' } }],
    ['a filter that is a list', { do: 'replay', filter: [] }],
    ['a filter that is null', { do: 'replay', filter: null }],
    ['a filter that is a text', { do: 'replay', filter: 'route' }],
    ['a route that is no text', { do: 'replay', filter: { route: 1 } }],
    ['an empty route', { do: 'replay', filter: { route: '' } }],
    ['an outcome that is none', { do: 'replay', filter: { outcome: 'fine' } }],
    ['a time that is none', { do: 'replay', filter: { since: 'yesterday' } }],
    ['a time that is a number', { do: 'replay', filter: { since: T0 } }],
    [
      'a span that ends before it begins',
      { do: 'replay', filter: { since: String(T0), until: String(T0 - 1) } },
    ],
    ['no ids', { do: 'replay', filter: { ids: [] } }],
    ['an id that is no text', { do: 'replay', filter: { ids: [1] } }],
    ['too many ids', { do: 'replay', filter: { ids: Array.from({ length: 501 }, (_, i) => `m${i}`) } }],
    ['a rate of 0', { do: 'replay', all: true, rate: 0 }],
    ['a rate beyond', { do: 'replay', all: true, rate: 10_001 }],
    ['a rate as text', { do: 'replay', all: true, rate: '10' }],
    ['a dry run as text', { do: 'replay', all: true, dryRun: 'true' }],
    ['an unknown member', { do: 'replay', all: true, force: true }],
    ['a member of the filter twice', '{"do":"replay","filter":{"route":"a","route":"b"}}'],
    [
      'a member of the filter twice, once escaped',
      '{"do":"replay","filter":{"route":"a","\\u0072oute":"b"}}',
    ],
    ['a prototype in the filter', '{"do":"replay","filter":{"__proto__":{"route":"a"}}}'],
  ])('%s is 400, and nothing is started: %j', async (_, body) => {
    const answer = await ask(api, 'POST', '/api/jobs', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_body' });
    expect(String(answer.body['detail']).length).toBeLessThan(600);
    expect(api.operations.calls).toEqual([]);
  });

  test.each(Object.entries(FILTER_MEMBERS))(
    '%s names a member that its filter does not know',
    async (kind, known) => {
      const all = ['route', 'reason', 'client', 'rotue', 'askedAt', 'limit', 'constructor'];
      for (const name of all.filter((one) => !(known as readonly string[]).includes(one))) {
        const answer = await ask(api, 'POST', '/api/jobs', { do: kind, filter: { [name]: 'x' } });
        expect(answer.body['detail']).toBe(
          `filter: ${kind} knows no member "${name}"; known are ${known.join(', ')}`,
        );
      }
    },
  );

  test.each([
    ['unknown_route', 404, 'unknown_route'],
    ['too_many', 409, 'too_many_jobs'],
    ['unknown_work', 400, 'invalid_body'],
  ] as const)('refused as %s is %i', async (reason, status, code) => {
    api.operations.jobs.refusals.push(reason);
    const answer = await ask(api, 'POST', '/api/jobs', { do: 'verify', filter: { route: 'leads' } });
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});

describe('jobs that there are', () => {
  const JOB = {
    ...{ id: 'job_1', do: 'replay', rate: 10, state: 'running', matches: { failed: 43 } },
    ...{ done: 0, left: 43, failed: 0, skipped: 0, by: 'admin', startedAt: iso, endedAt: null, error: null },
    filter: {
      ...{ route: 'leads', destination: null, outcome: null, event: null, since: null, until: null },
      ...{ ids: null, reason: null, client: null },
    },
  };

  test('are listed and shown with how far they have come', async () => {
    expect((await ask(api, 'GET', '/api/jobs')).body).toMatchObject({ data: [JOB], next: null });
    expect((await ask(api, 'GET', '/api/jobs/job_1')).body).toEqual(JOB);
  });

  test('are stopped by DELETE, and stay to be seen', async () => {
    const stopped = { ...JOB, state: 'stopped', endedAt: new Date(T0 + 1).toISOString() };
    const answer = await ask(api, 'DELETE', '/api/jobs/job_1');
    expect([answer.status, answer.body]).toEqual([200, stopped]);
    expect((await ask(api, 'GET', '/api/jobs/job_1')).body).toEqual(stopped);
    expect((await ask(api, 'DELETE', '/api/jobs/job_1')).body).toEqual(stopped);
  });

  test.each(['GET', 'DELETE'])('%s of one that is none is 404', async (method) => {
    for (const id of ['job_2', '__proto__', 'toString']) {
      const { status, body } = await ask(api, method, `/api/jobs/${id}`);
      expect([status, body['code']]).toEqual([404, 'unknown_job']);
    }
  });

  test('when the job was asked for is no part of its filter', async () => {
    api.operations.jobs.all.unshift(jobOf({ id: 'job_9', filter: { askedAt: T0 } }));
    const { body } = await ask(api, 'GET', '/api/jobs/job_9');
    expect(Object.values(body['filter'] as object).every((value) => value === null)).toBe(true);
  });
});
