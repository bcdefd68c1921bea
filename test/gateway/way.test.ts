/** The way a delivery went, as its entry of the log shows it: whose it was, and where the time went until the answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DeliveryDetailView } from '../../src/http/api/view.js';
import { ask, TOKEN, TOKENS } from '../helpers/api.js';
import { post, type TestGateway } from '../helpers/gateway.js';
import { openRaw, requestText } from '../helpers/raw.js';
import { keysUnder, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Reply } from '../helpers/upstream.js';
import { accepted, dead, queuePair, queuedRoute, type QueuePair } from './queue.js';
import { destinationOf, routeTo } from './several.js';
import { deliver, freshBody, pairForTest, route } from './setup.js';

const SLOW_MS = 40;
const slowly: Reply = async (_request, response) => {
  await sleep(SLOW_MS);
  response.writeHead(204).end();
};

const read = (gw: TestGateway, path: string, token = TOKEN) =>
  ask({ url: gw.adminUrl }, 'GET', path, undefined, { Authorization: `Bearer ${token}` });

async function shown(gw: TestGateway, id = '', query = '', token = TOKEN): Promise<DeliveryDetailView> {
  const path = `/api/deliveries/${encodeURIComponent(id)}${query}`;
  const { body } = await read(gw, path, token);
  expectWhole(body as unknown as DeliveryDetailView);
  return body as unknown as DeliveryDetailView;
}

/** Each step begins where the one before it ended, and together they are the time until the answer. */
function expectWhole({ steps, answered }: DeliveryDetailView): void {
  let end = 0;
  for (const { startMs, durationMs } of steps) {
    expect(startMs).toBeCloseTo(end, 5);
    end += durationMs;
  }
  expect(answered?.afterMs ?? 0).toBeCloseTo(end, 5);
}

const named = ({ steps }: DeliveryDetailView): string[] => steps.map(({ step }) => step);
const took = ({ steps }: DeliveryDetailView, name: string): number =>
  steps.find(({ step }) => step === name)?.durationMs ?? 0;

const DIRECT = ['receive', 'verify', 'claim', 'translate', 'attempt', 'settle'];
const ADMIN = {
  ...{ host: '127.0.0.1', port: 0, token: TOKEN },
  tokens: [{ env: 'GRAFANA', name: 'grafana', role: 'viewer' }],
};

describe('with a log in memory', () => {
  test('a slow upload, a slow receiver and the rest are told apart, with the secret that matched', async () => {
    const next = secretFor('actuallycare', 'next');
    const secrets = [
      { env: 'NOW', name: 'now' },
      { env: 'NEXT', name: 'next' },
    ];
    const { gw } = await pairForTest({
      reply: slowly,
      env: { NOW: secretFor('actuallycare'), NEXT: next, GRAFANA: TOKENS.viewer },
      top: { admin: ADMIN },
      routes: (url) => [route(url, { source: { secrets } })],
    });
    const body = freshBody();
    const headers = {
      ...{ Host: 'a', Expect: '100-continue', 'Content-Length': String(body.length) },
      ...signHeaders('actuallycare', next, body),
    };
    const source = await openRaw(Number(new URL(gw.url).port));
    source.write(requestText('/a', headers));
    await source.answered();
    await sleep(SLOW_MS);
    source.write(body);
    const [, answer] = await source.answered(2);
    source.destroy();
    const one = await shown(gw, answer?.headers['webhook-gateway-id']);
    expect(one).toMatchObject({
      ...{ secret: 'next', scheme: 'actuallycare', client: '127.0.0.1' },
      answered: { status: 204 },
    });
    expect(named(one)).toEqual(DIRECT);
    expect(took(one, 'receive')).toBeGreaterThan(SLOW_MS - 5);
    expect(took(one, 'attempt')).toBeGreaterThan(SLOW_MS - 5);
    expect(took(one, 'attempt')).toBeGreaterThanOrEqual((one.attempts[0]?.durationMs ?? 0) - 0.01);
    expect(gw.lines().map(({ durationMs }) => durationMs)).toContain(one.answered?.afterMs);
    const { secret, scheme, client, steps, answered } = await shown(gw, one.id ?? '', '', TOKENS.viewer);
    expect({ secret, scheme, client, steps, answered }).toEqual({
      ...{ secret: one.secret, scheme: one.scheme, client: one.client },
      ...{ steps: one.steps, answered: one.answered },
    });
    const list = await read(gw, '/api/deliveries');
    expect(JSON.stringify(list.body)).not.toMatch(/"(?:steps|secret|client)"/);
  });

  test('it is that of the last time its source came and was not answered as a duplicate', async () => {
    const { gw, up } = await pairForTest({
      reply: 503,
      top: { admin: ADMIN },
      env: { GRAFANA: TOKENS.viewer },
    });
    const body = freshBody();
    const { id } = await deliver(gw, { body });
    expect((await shown(gw, id)).answered).toMatchObject({ status: 503 });
    up.reply(201);
    await deliver(gw, { body });
    const last = await shown(gw, id);
    expect(last.answered).toMatchObject({ status: 201 });
    expect((await deliver(gw, { body })).outcome).toBe('duplicate');
    expect(await shown(gw, id)).toEqual(last);
  });

  test('of a list of schemes it names the one that the delivery came under', async () => {
    const { gw } = await pairForTest({
      top: { admin: ADMIN },
      env: { GRAFANA: TOKENS.viewer },
      routes: (url) => [
        route(url, { from: 'standard', source: { scheme: ['standard', 'svix'] }, to: 'github' }),
      ],
    });
    for (const scheme of ['svix', 'standard']) {
      const body = freshBody();
      const headers = signHeaders(scheme, secretFor('standard'), body, { id: `msg_${scheme}` });
      await post(`${gw.url}/a`, body, headers);
      expect(await shown(gw, `msg_${scheme}`)).toMatchObject({ scheme });
    }
  });

  test('of one that went on unverified nobody says whose it is, and yet where its time went', async () => {
    const reportOnly = { reason: 'a test', until: '2999-12-31' };
    const { gw } = await pairForTest({
      top: { admin: ADMIN },
      env: { GRAFANA: TOKENS.viewer },
      routes: (url) => [route(url, { source: { reportOnly } })],
    });
    const body = freshBody();
    const wrong = signHeaders('actuallycare', secretFor('actuallycare', 'z'), body);
    expect((await post(`${gw.url}/a`, body, wrong)).outcome).toBe('unverified');
    const list = await read(gw, '/api/deliveries?outcome=unverified');
    const [{ id = '' } = {}] = list.body['data'] as { id?: string }[];
    const one = await shown(gw, id);
    expect(one).toMatchObject({ secret: null, scheme: null, client: '127.0.0.1', answered: { status: 200 } });
    expect(named(one)).toEqual(['receive', 'verify', 'attempt', 'settle']);
  });
});

describe('with a log in Redis', () => {
  /** A route of each kind. */
  const ofEachKind = async (reply: Reply = 200): Promise<QueuePair> => {
    const mail = await startUpstream(reply);
    onTestFinished(() => mail.close());
    const pair = await queuePair({
      reply,
      routes: (url) => [
        queuedRoute(url, { name: 'd', mode: 'direct', more: { deliveries: { log: 'store' } } }),
        queuedRoute(url, { name: 'q' }),
        queuedRoute(url, { name: 's', mode: 'spill', delivery: { schedule: ['1h'] } }),
        {
          ...routeTo([destinationOf('crm', url), destinationOf('mail', mail.url)], {
            more: { deliveries: { log: 'store' } },
          }),
          ...{ name: 'm', path: '/m' },
        },
      ],
    });
    return pair;
  };
  const ID = { secret: expect.any(String) as string, scheme: 'actuallycare', client: '127.0.0.1' };
  /** It is noted a moment after its answer. */
  const settled = async (gw: TestGateway, id = '', query = ''): Promise<DeliveryDetailView> => {
    const steps = async (): Promise<readonly unknown[]> => {
      const { body } = await read(gw, `/api/deliveries/${id}${query}`);
      return (body['steps'] ?? []) as unknown[];
    };
    await until('its way is noted', async () => (await steps()).length > 0);
    return shown(gw, id, query);
  };

  test('each mode shows the steps that it has, and each destination its own', async () => {
    const pair = await ofEachKind();
    const { gw, up } = pair;
    const direct = await settled(gw, (await deliver(gw, { route: 'd' })).id);
    expect(direct).toMatchObject({ ...ID, answered: { status: 200 } });
    expect(named(direct)).toEqual(DIRECT);

    const queued = await deliver(gw, { route: 'q' });
    const stored = await settled(gw, queued.id);
    expect(stored).toMatchObject({ ...ID, answered: { status: 200 } });
    expect(named(stored)).toEqual(['receive', 'verify', 'claim', 'translate', 'store', 'settle']);
    await accepted(pair, queued.id);
    expect((await shown(gw, queued.id)).steps).toEqual(stored.steps);

    up.reply(503);
    const spilled = await settled(gw, (await deliver(gw, { route: 's' })).id);
    expect(spilled).toMatchObject({ ...ID, outcome: 'queued', answered: { status: 200 } });
    expect(named(spilled)).toEqual(['receive', 'verify', 'claim', 'translate', 'attempt', 'store', 'settle']);

    up.reply(slowly);
    const { id } = await deliver(gw, { route: 'm' });
    const [crm, mail] = [
      await settled(gw, id, '?destination=crm'),
      await settled(gw, id, '?destination=mail'),
    ];
    for (const one of [crm, mail]) {
      expect(one).toMatchObject({ ...ID, answered: crm.answered });
      expect(named(one)).toEqual([...DIRECT, 'others']);
    }
    expect(took(crm, 'attempt')).toBeGreaterThan(SLOW_MS - 5);
    expect(took(mail, 'others')).toBeGreaterThan(took(crm, 'others'));
  });

  test('a dead letter that its source sends again has the way of the last time', async () => {
    const pair = await ofEachKind(400);
    const { gw } = pair;
    await pair.reload({
      routes: (url) => [queuedRoute(url, { name: 'q', destination: { verdicts: { final: [400] } } })],
    });
    const body = freshBody();
    const { id } = await deliver(gw, { route: 'q', body });
    await dead(pair, id);
    const first = await settled(gw, id);
    await deliver(gw, { route: 'q', body });
    await until('its way is another', async () => {
      const { steps } = await shown(gw, id);
      return steps.length > 0 && JSON.stringify(steps) !== JSON.stringify(first.steps);
    });
  });

  test('an entry of a version that noted none has none, and one of a later version none that it could misread', async () => {
    const { gw, prefix } = await ofEachKind();
    const { id } = await deliver(gw, { route: 'd' });
    await settled(gw, id);
    const [key = ''] = [...(await keysUnder(sharedRedis(), prefix)).keys()].filter((one) =>
      one.includes('{d}:m:'),
    );
    await withClient(sharedRedis(), (client) => client.hset(key, 'wy', 'r1v2?3 200'));
    expect(await shown(gw, id)).toMatchObject({ ...ID, steps: [], answered: null });
    await withClient(sharedRedis(), (client) => client.hdel(key, 'wy', 'wh'));
    expect(await shown(gw, id)).toMatchObject({
      ...{ outcome: 'accepted', secret: null, scheme: null, client: null, steps: [], answered: null },
    });
  });
});
