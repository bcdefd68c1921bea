/** Bodies that an expression makes, over HTTP: what the receiver gets, what the source hears, what is stored. */
import { describe, expect, it } from 'vitest';
import { until } from '../helpers/servers.js';
import { dead, listed, queuedRoute, queuePair } from './queue.js';
import { againWhileOverloaded, type Answer, type TestGateway } from '../helpers/gateway.js';
import { deliver, pairForTest, route, type DeliverOptions } from './setup.js';

const body = (data: unknown): string =>
  JSON.stringify({ event: 'lead.created', timestamp: new Date().toISOString(), data });

const taken = (gw: TestGateway, options: DeliverOptions): Promise<Answer> =>
  againWhileOverloaded(() => deliver(gw, options));

const ENDLESS = '( $f := function($x) { 1 + $f($x + 1) }; $f(0) )';

describe('a body that an expression makes', () => {
  it('is signed, sent as JSON, and the same at every attempt', async () => {
    const payload = { jsonata: '{ "name": data.name, "event": $event, "id": $id, "at": $now() }' };
    const queued = await queuePair({ destination: { payload }, reply: 500 });
    const { id } = await taken(queued.gw, { body: body({ name: 'Ada' }) });
    await until('two attempts', () => queued.up.received.length > 1);
    const [first, second] = queued.up.received;
    expect(JSON.parse(String(first?.body))).toMatchObject({ name: 'Ada', event: 'lead.created', id });
    expect(first?.headers['content-type']).toBe('application/json');
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
  });

  it('that comes to nothing is answered 502 in direct mode, and the delivery is new when it comes again', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [route(url, { destination: { payload: { jsonata: 'data.name' } } })],
    });
    const nameless = body({});
    for (let i = 0; i < 2; i++) {
      expect(await taken(gw, { body: nameless })).toMatchObject({ status: 502, outcome: 'untranslatable' });
    }
    expect(up.received).toHaveLength(0);
    expect(gw.lines().some(({ reason }) => reason === 'no_result')).toBe(true);
  });

  it('that comes to nothing is a dead letter in queued mode, with the body as it came', async () => {
    const queued = await queuePair({ destination: { payload: { jsonata: '$error("no")' } } });
    const { id = '', outcome } = await taken(queued.gw, { body: body({}) });
    expect(outcome).toBe('queued');
    await dead(queued, id);
    expect((await listed(queued, '/dead')).map((one) => one.id)).toEqual([id]);
  });
});

describe('several destinations', () => {
  it('each get the body that they like; where one can have none, only that one is without', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => {
        const { destination, delivery, ...one } = route(url) as Record<string, object>;
        const made = (name: string, payload: unknown) => ({ ...destination, name, payload });
        const destinations = [
          made('as-it-came', 'exact'),
          made('chat', { jsonata: '{ "text": data.name }' }),
          made('crm', { jsonata: 'data.nothing' }),
        ];
        return [{ ...one, ...(delivery && { delivery }), destinations }];
      },
    });
    const exact = body({ name: 'Ada' });
    expect(await taken(gw, { body: exact })).toMatchObject({ outcome: 'untranslatable' });
    expect(up.received.map((request) => String(request.body)).sort()).toEqual(
      [exact, '{"text":"Ada"}'].sort(),
    );
  });
});

describe('an expression that never ends', () => {
  it('holds up no other route, and past its room the source is asked to come again, in queued mode too', async () => {
    const queued = await queuePair({
      routes: (url) => [
        queuedRoute(url, { name: 'endless', destination: { payload: { jsonata: ENDLESS } } }),
        queuedRoute(url, { name: 'a', destination: { payload: { jsonata: 'data' } } }),
      ],
    });
    await taken(queued.gw, { route: 'a', body: body({ i: -1 }) });
    const endless = Array.from({ length: 60 }, (_, i) =>
      deliver(queued.gw, { route: 'endless', body: body({ i }) }),
    );
    for (let i = 0; i < 20; i++) {
      expect(await taken(queued.gw, { route: 'a', body: body({ i }) })).toMatchObject({ status: 200 });
    }
    const outcomes = new Set((await Promise.all(endless)).map(({ outcome }) => outcome));
    expect(outcomes).toEqual(new Set(['queued', 'overloaded']));
  });
});
