/** `deliveries`, `replay`, `forget` and `dead`: what the log and the dead letters hold, for people and for machines. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from '../helpers/api.js';
import { FakeOperations, T0, attemptOf, detailOf, queueOf, routeOf } from '../helpers/operations.js';
import { cells, typed } from './typed.js';

const ODD_ID = "order/17 ü?#%2F&=+'";
/** Clears the screen, turns text around, ends the line. */
const NASTY = 'a\u001b[2J\u202eb\r\nc\u0085\u2028\u{e0041}';

let api: TestApi;

beforeAll(async () => {
  api = await startApi(
    new FakeOperations({
      routes: [routeOf('leads', { queue: queueOf({ dead: 2 }) }), routeOf('calls', { queue: undefined })],
      log: [
        detailOf({ id: '', sourceId: undefined, event: undefined, outcome: 'malformed', attempts: [] }),
        detailOf({ id: 'msg_1', sourceId: ODD_ID }),
        detailOf({ id: 'msg_2', body: Buffer.from([0xff, 0x00]), event: NASTY }),
        detailOf({
          id: 'msg_3',
          outcome: 'failed',
          dead: 'exhausted',
          endedAt: undefined,
          nextAttemptAt: undefined,
          body: undefined,
          attempts: [
            attemptOf({ answer: `busy${NASTY}` }),
            attemptOf({ number: 2, status: undefined, result: 'timeout', answer: undefined }),
          ],
        }),
        detailOf({ id: 'msg_5', route: 'parts', destination: 'crm' }),
        detailOf({ id: 'msg_5', route: 'parts', destination: 'mail', outcome: 'rejected' }),
        detailOf({ id: 'msg_6', route: 'parts', destination: 'default' }),
        detailOf({ id: 'msg_4', route: 'calls', outcome: 'rejected', dead: 'final' }),
        ...Array.from({ length: 1_200 }, (_, i) =>
          detailOf({ id: `msg_many_${i}`, route: 'many', receivedAt: T0 + i }),
        ),
      ],
    }),
  );
});
afterAll(() => api.stop());
beforeEach(() => {
  api.operations.calls.length = 0;
});

describe('deliveries', () => {
  test('prints a table, the newest first', async () => {
    const { code, out, err } = await typed(api, ['deliveries', '--route', 'leads']);
    expect([code, err]).toEqual([0, '']);
    expect(cells(out).map((row) => [row[0], row[3], row[4], row[5], row[6]])).toEqual([
      ['RECEIVED', 'OUTCOME', 'ATTEMPTS', 'LAST', 'ID'],
      ['2026-11-20T09:30:00Z', 'failed (dead: exhausted)', '2', 'timeout', 'msg_3'],
      ['2026-11-20T09:30:00Z', 'accepted', '1', '204', 'msg_2'],
      ['2026-11-20T09:30:00Z', 'accepted', '1', '204', 'msg_1'],
      ['2026-11-20T09:30:00Z', 'malformed', '0', '-', '-'],
    ]);
  });

  test('names the destination of each where a route has several', async () => {
    const { out } = await typed(api, ['deliveries', '--route', 'parts']);
    const places = cells(out).map((row) => [row[1], row[6]]);
    expect(places).toContainEqual(['parts/crm', 'msg_5']);
    expect(places).toContainEqual(['parts/mail', 'msg_5']);
    expect(places).toContainEqual(['parts/default', 'msg_6']);
  });

  test('of one to several destinations says what came of it at the others', async () => {
    const { out } = await typed(api, ['deliveries', 'msg_5', '--route', 'parts']);
    const shown = /^destination: +(\S+)$/m.exec(out)?.[1];
    const other = shown === 'crm' ? 'mail: rejected' : 'crm: accepted';
    expect(out).toMatch(new RegExp(`The others:\\n {2}--destination ${other}\\n$`));
  });

  test.each([['deliveries'], ['dead'], ['replay', '--since', '2h', '--dry-run']])(
    '%s says that a destination has another name',
    async (...argv) => {
      const { code, err } = await typed(api, [...argv, '--route', 'leads', '--destination', 'crn']);
      expect(code).toBe(1);
      expect(err).toContain('no destination of leads has the name crn; there are: crm\n');
    },
  );

  test('asks with the filters given, times read here', async () => {
    const before = Date.now();
    const { code } = await typed(api, [
      ...['deliveries', '--route', 'leads', '--outcome', 'dead', '--event', 'a b&c', '--id', ODD_ID],
      ...['--since', '2h', '--until', String(T0 / 1000), '--limit', '7', '--url', api.url],
    ]);
    // Two hours ago is later than the end of the range: the API says so, and by name.
    expect(code).toBe(2);
    await typed(api, [
      ...['deliveries', '--route', 'leads', '--outcome', 'dead', '--event', 'a b&c', '--id', ODD_ID],
      ...['--since', '2h', '--limit', '7'],
    ]);
    const [query] = api.operations.asked('deliveries') as [{ since: number }];
    expect(query).toMatchObject({
      route: 'leads',
      outcome: 'dead',
      event: 'a b&c',
      id: ODD_ID,
      limit: 7,
    });
    expect(query.since).toBeGreaterThanOrEqual(before - 7_200_000);
    expect(query.since).toBeLessThanOrEqual(Date.now() - 7_200_000);
  });

  test('follows the pages up to --limit, and says how to go on', async () => {
    const { out, err } = await typed(api, ['deliveries', '--route', 'many', '--limit', '1100']);
    expect(cells(out)).toHaveLength(1_101);
    expect(api.operations.asked('deliveries')).toMatchObject([
      { limit: 500 },
      { limit: 500, cursor: 'c500' },
      { limit: 100, cursor: 'c1000' },
    ]);
    const [, cursor = ''] = /--cursor (\S+)\n$/.exec(err) ?? [];
    const rest = await typed(api, ['deliveries', '--route', 'many', '--cursor', cursor, '--limit', '9999']);
    expect(cells(rest.out)).toHaveLength(101);
    expect(rest.err).toBe('');
  });

  test('-o json is what the API says, pages joined', async () => {
    const { out } = await typed(api, ['deliveries', '--route', 'many', '--limit', '600', '-o', 'json']);
    const list = JSON.parse(out) as { data: Record<string, unknown>[]; next: string };
    expect(list.data).toHaveLength(600);
    expect(list.next).toBe('c600');
    expect(list.data[0]).toMatchObject({ id: 'msg_many_1199', endedAt: '2026-11-20T09:30:00.040Z' });
  });

  test('one by its id shows the way it went, attempts, answers and the body', async () => {
    const { code, out } = await typed(api, ['deliveries', 'msg_1']);
    expect(code).toBe(0);
    expect(out).toBe(
      `id:            msg_1
provider's id: ${ODD_ID}
route:         leads
destination:   crm
event:         lead.created
outcome:       accepted
received:      2026-11-20T09:30:00.000Z
from:          192.0.2.7
scheme:        actuallycare
secret:        current
answered:      204 after 51.12 ms
ended:         2026-11-20T09:30:00.040Z
body:          24 bytes, kept

STEP       BEGAN AFTER  TOOK      BY
receive    0 ms         12.04 ms  the source
verify     12.04 ms     0.12 ms   the gateway
claim      12.16 ms     0.95 ms   the gateway
translate  13.11 ms     0.03 ms   the gateway
attempt    13.14 ms     37.91 ms  the receiver
settle     51.05 ms     0.07 ms   the gateway

ATTEMPT  AT                    RESULT    STATUS  TOOK   ANSWER
1        2026-11-20T09:30:00Z  accepted  204     13 ms

{"event":"lead.created"}
`,
    );
  });

  test("or by the provider's, whatever it is made of", async () => {
    const { code, out } = await typed(api, ['deliveries', ODD_ID, '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ id: 'msg_1', body: '{"event":"lead.created"}' });
  });

  test.each(['..', '.', '%2e%2e', 'a/../../routes', '?x', '#x', '-'])('the id %j stays an id', async (id) => {
    const { code, err } = await typed(api, ['deliveries', '--', id]);
    expect(code).toBe(1);
    expect(err).toContain('no delivery with this id');
    expect(api.operations.asked('delivery')).toEqual([{ id }]);
  });

  test('what strangers wrote does not reach the terminal as it is', async () => {
    const nasty = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e\u{e0041}]/u;
    for (const argv of [['deliveries'], ['deliveries', 'msg_2'], ['deliveries', 'msg_3'], ['dead']]) {
      expect((await typed(api, argv)).out).not.toMatch(nasty);
    }
    const { out } = await typed(api, ['deliveries', 'msg_2', '-o', 'json']);
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(JSON.parse(out)).toMatchObject({ event: NASTY, bodyEncoding: 'base64', body: '/wA=' });
  });

  test('a route that is not there is said to be none, instead of an empty table', async () => {
    const { code, err, out } = await typed(api, ['deliveries', '--route', 'laeds']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe('webhook-gateway deliveries: no route has the name laeds; there are: leads, calls\n');
    expect((await typed(api, ['deliveries', '--route', 'leads', '--event', 'none'])).code).toBe(0);
  });

  test('of one destination', async () => {
    expect((await typed(api, ['deliveries', '--destination', 'mail'])).code).toBe(0);
    const asked = api.operations.calls.filter(([method]) => method === 'deliveries');
    expect(asked.at(-1)?.[1]).toMatchObject({ destination: 'mail' });
  });

  test.each([
    [['a', 'b'], "Unexpected argument 'b'"],
    [['a', '--event', 'b'], '--route and --destination alone'],
    [['a', '--limit', '5'], '--route and --destination alone'],
    [['--limit', '0'], '--limit'],
    [['--limit', '1e3'], '--limit'],
    [['--since', 'yesterday'], '--since takes a time'],
    [['--until', '2026-11-20'], '--until takes a time'],
    [['--since', '99999999d'], '--since takes a time'],
    [['-o', 'yaml'], '-o takes json'],
    [['--token', 'x'], "Unknown option '--token'"],
  ])('%j is a mistake of the caller: exit 2, before anything is asked', async (argv, words) => {
    const { code, err } = await typed(api, ['deliveries', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).toContain('usage: webhook-gateway deliveries');
    expect(api.operations.calls).toEqual([]);
  });

  test('what only the API knows to be a mistake is exit 2 too', async () => {
    for (const [argv, words] of [
      [['--outcome', 'deaf'], 'outcome: not an outcome; known are dead, accepted'],
      [['--cursor', 'junk'], 'cursor: not one that this gateway gave'],
      [['--route', ''], 'route: empty'],
    ] as const) {
      const { code, err } = await typed(api, ['deliveries', ...argv]);
      expect(code).toBe(2);
      expect(err).toContain(words);
    }
  });
});

describe('forget', () => {
  test('says of each id what became of it; one unknown makes it 1', async () => {
    const good = await typed(api, ['forget', 'msg_1', 'msg_3']);
    expect(good).toEqual({ code: 0, out: 'msg_1: forgotten\nmsg_3: forgotten\n', err: '' });
    const bad = await typed(api, ['forget', 'nobody', 'msg_1']);
    expect(bad).toEqual({
      code: 1,
      out: 'msg_1: forgotten\n',
      err: 'nobody: The log has no delivery with this id.\n',
    });
    expect((await typed(api, ['forget'])).code).toBe(2);
  });

  test('-o json', async () => {
    const { out } = await typed(api, ['forget', 'nobody', 'msg_1', '-o', 'json']);
    expect(JSON.parse(out)).toEqual([
      { id: 'nobody', done: false, code: 'unknown_delivery' },
      { id: 'msg_1', done: true, code: null, messageId: 'msg_1', route: 'leads', destination: 'crm' },
    ]);
  });
});

describe.each([
  [['replay'], 'replayed'],
  [['forget'], 'forgotten'],
  [['refused', 'allow'], 'allowed'],
])('%j', (command, done) => {
  test('through an id that nobody signed prints which deliveries may be meant: exit 1', async () => {
    const { code, out, err } = await typed(api, [...command, ODD_ID]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`${ODD_ID}: The id is not signed, or several deliveries have it`);
    expect(err).toContain('\n  msg_1  --route leads --destination crm\n');
  });

  test('with --route or --destination acts on the one there, and names its message id', async () => {
    for (const place of [
      ['--route', 'leads'],
      ['--destination', 'crm'],
    ])
      expect(await typed(api, [...command, ODD_ID, ...place])).toEqual({
        code: 0,
        out: `${ODD_ID}: ${done} (msg_1)\n`,
        err: '',
      });
    expect((await typed(api, [...command, 'msg_1', '--route', 'calls'])).code).toBe(1);
  });
});

test('refused says what it can do', async () => {
  expect((await typed(api, ['refused', 'show'])).err).toContain('name one by its id in the list');
  expect((await typed(api, ['refused', 'lose', 'msg_1'])).code).toBe(2);
  expect((await typed(api, ['refused', 'allow'])).code).toBe(2);
});

test('replay of ids and of a range are not mixed', async () => {
  const mixed = await typed(api, ['replay', 'msg_1', '--route', 'leads', '--since', '1h']);
  expect([mixed.code, mixed.err.includes('a range goes without ids')]).toEqual([2, true]);
});

describe('dead', () => {
  test('lists dead letters with why they are', async () => {
    const { code, out } = await typed(api, ['dead']);
    expect(code).toBe(0);
    expect(cells(out).map((row) => [row[1], row[3], row[6]])).toEqual([
      ['ROUTE', 'OUTCOME', 'ID'],
      ['calls/crm', 'rejected (dead: final)', 'msg_4'],
      ['leads/crm', 'failed (dead: exhausted)', 'msg_3'],
    ]);
    const one = await typed(api, ['dead', '--route', 'calls', '-o', 'json']);
    expect((JSON.parse(one.out) as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual(['msg_4']);
    const exhausted = await typed(api, ['dead', '--reason', 'exhausted']);
    expect(cells(exhausted.out).map((row) => row[6])).toEqual(['ID', 'msg_3']);
  });

  test.each([
    [['replay'], 'name ids'],
    [['replay', 'a', '--all'], 'name ids'],
    [['replay', 'a', '--route', 'b'], 'name ids'],
    [['replay', '--all', '--route', 'b'], 'name ids'],
    [['drop'], 'name ids'],
    [['replay', 'a', '--reason', 'final'], '--reason goes with --route or --all'],
    [['replay', '--all', '--reason', 'finale'], '--reason takes exhausted, final'],
    [['replay', 'a', '--rate', '0'], '--rate'],
    [['replay', 'a', '--limit', '5'], '--limit'],
    [['--all'], "Unknown option '--all'"],
    [['repaly', 'a'], "Unexpected argument 'repaly'"],
  ])('%j: exit 2, and nothing is asked', async (argv, words) => {
    const { code, err } = await typed(api, ['dead', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(api.operations.calls).toEqual([]);
  });

  test('replay of an unknown route: exit 1', async () => {
    const { code, err } = await typed(api, ['dead', 'replay', '--route', 'laeds', '--yes']);
    expect(code).toBe(1);
    expect(err).toContain('there are: leads, calls');
  });
});
