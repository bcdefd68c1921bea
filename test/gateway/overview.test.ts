/** The whole at once, of a gateway that serves. */
import { describe, expect, test } from 'vitest';
import type { OverviewView } from '../../src/http/api/overview/overview-view.js';
import { ask, TOKEN } from '../helpers/api.js';
import type { TestGateway } from '../helpers/gateway.js';
import { randomPrefix } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { until } from '../helpers/servers.js';
import { secretFor } from '../helpers/sign.js';
import { queuedRoute } from './queue.js';
import { destinationOf, routeTo } from './several.js';
import { deliver, freshBody, pairForTest, route, type Members } from './setup.js';

const ADMIN = { host: '127.0.0.1', port: 0, token: TOKEN };
const TWO = (url: string) => [
  route(url),
  route(url, { name: 'b', from: 'twilio', source: { publicUrl: 'https://hooks.example.com/b?x=1' } }),
];

async function overviewOf(gw: TestGateway): Promise<OverviewView> {
  const { status, text } = await ask({ url: gw.adminUrl }, 'GET', '/api/overview');
  expect(status).toBe(200);
  return JSON.parse(text) as OverviewView;
}

function sum({ routes }: OverviewView, name = 'a'): Record<string, number> {
  return totalOf(routes.find((one) => one.name === name)?.destinations[0]?.minutes ?? []);
}

function totalOf(
  minutes: readonly { readonly outcomes: Readonly<Record<string, number>> }[],
): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { outcomes } of minutes)
    for (const [code, count] of Object.entries(outcomes)) total[code] = (total[code] ?? 0) + count;
  return total;
}

describe.each([
  ['memory', () => ({}), { kind: 'memory', up: true, reason: null }],
  [
    'Redis',
    () => ({ store: { url: sharedRedis(), prefix: randomPrefix() } }),
    { kind: 'redis', up: true, reason: null },
  ],
])('with a store in %s', (_, store: () => Members, state) => {
  test('a route waits for its first delivery, and says where it is to be sent', async () => {
    const { gw } = await pairForTest({ top: { ...store(), admin: ADMIN }, routes: TWO });
    const before = await overviewOf(gw);
    expect(before).toMatchObject({ version: 'test', draining: false, store: state });
    expect(before.replicas).toHaveLength(1);
    await until('the replica tells of its configuration', async () => {
      const { config, replicas } = await overviewOf(gw);
      return replicas[0]?.configHash === config.hash;
    });
    const port = new URL(gw.url).port;
    expect(
      before.routes.map(({ url, sendLine, waitingForFirst }) => [url, sendLine, waitingForFirst]),
    ).toEqual([
      ['https://YOUR-HOST/a', `webhook-gateway send --route a --url http://127.0.0.1:${port}/a`, true],
      [
        'https://hooks.example.com/b?x=1',
        "webhook-gateway send --route b --url 'https://hooks.example.com/b?x=1'",
        true,
      ],
    ]);
    expect(before.attention.map(({ says, route: name }) => [name, says])).toEqual([
      ['a', 'waits for its first delivery'],
      ['b', 'waits for its first delivery'],
    ]);
    expect((await deliver(gw)).outcome).toBe('accepted');
    const after = await overviewOf(gw);
    expect(after.routes.map(({ waitingForFirst }) => waitingForFirst)).toEqual([false, true]);
  });

  test('counts what passed by outcome, with latencies and the last acceptance', async () => {
    const { gw, up } = await pairForTest({ top: { ...store(), admin: ADMIN } });
    await deliver(gw);
    up.reply(500);
    await deliver(gw);
    await deliver(gw, { headers: { 'X-Webhook-Signature': 'sha256=00' } });
    const overview = await overviewOf(gw);
    const [destination] = overview.routes[0]?.destinations ?? [];
    expect(sum(overview)).toMatchObject({ accepted: 1, failed: 1 });
    expect(overview.routes[0]?.refused).toEqual({ mismatch: 1 });
    expect(destination?.minutes).toHaveLength(60);
    expect(destination?.latency.ours.p50).toBeGreaterThan(0);
    expect(destination?.latency.receiver.p99).toBeGreaterThan(0);
    expect(Date.now() - Date.parse(destination?.lastAccepted ?? '')).toBeLessThan(60_000);
    expect(destination).toMatchObject({ backlog: null, dead: null, breaker: null, paused: null });
  });

  test('tells what none of several destinations was asked about beside them', async () => {
    const { gw } = await pairForTest({
      top: { ...store(), admin: ADMIN },
      routes: (url) => [
        routeTo(['crm', 'mail'].map((name) => destinationOf(name, url))),
        route(url, { name: 'b' }),
      ],
    });
    for (const name of ['a', 'b']) {
      const body = freshBody();
      await deliver(gw, { route: name, body });
      await deliver(gw, { route: name, body });
      await deliver(gw, { route: name, headers: { 'X-Webhook-Signature': 'sha256=00' } });
    }
    const overview = await overviewOf(gw);
    const [several, one] = overview.routes.map(({ askedNone }) => totalOf(askedNone));
    expect(several).toEqual({ duplicate: 1, invalid_signature: 1 });
    expect(sum(overview)).toEqual({ accepted: 1 });
    expect(one).toEqual({});
    expect(sum(overview, 'b')).toEqual({ accepted: 1, duplicate: 1, invalid_signature: 1 });
  });

  test('shows no secret', async () => {
    const { gw } = await pairForTest({ top: { ...store(), admin: ADMIN }, routes: TWO });
    await deliver(gw);
    const { text } = await ask({ url: gw.adminUrl }, 'GET', '/api/overview');
    for (const secret of [secretFor('actuallycare'), secretFor('svix'), secretFor('twilio'), TOKEN])
      expect(text).not.toContain(secret);
  });
});

test('the wait for a receiver that is later than the deadline is no part of ours', async () => {
  const { gw } = await pairForTest({
    top: { admin: ADMIN },
    reply: () => undefined,
    routes: (url) => [route(url, { source: { deadline: '1s' } })],
  });
  expect((await deliver(gw)).outcome).toBe('timeout');
  const [destination] = (await overviewOf(gw)).routes[0]?.destinations ?? [];
  expect(destination?.latency.ours.p99).toBeLessThan(900);
});

test('while Redis is away this replica tells what it knows itself, and what is wrong', async () => {
  const { gw } = await pairForTest({
    top: {
      store: { url: 'redis://127.0.0.1:1', prefix: randomPrefix() },
      admin: ADMIN,
    },
    routes: (url) => [
      route(url, { more: { dedupe: { onStoreOutage: 'forward' } } }),
      queuedRoute(url, { name: 'b' }),
    ],
  });
  expect((await deliver(gw)).outcome).toBe('accepted');
  const overview = await overviewOf(gw);
  expect(overview.store.up).toBe(false);
  expect(overview.scope).toMatchObject({ kind: 'replica', replicas: 1 });
  expect(sum(overview)).toEqual({ accepted: 1 });
  expect(overview.attention[0]).toMatchObject({
    severity: 'critical',
    link: '/docs/operations.md#webhookgatewaystoredown',
  });
  const config = await ask({ url: gw.adminUrl }, 'GET', '/api/config');
  expect(config.body).toMatchObject({
    scope: { kind: 'replica' },
    secrets: [{ route: 'a', use: 'source', verified: 1, share: 1 }, {}, { route: 'b', verified: 0 }, {}, {}],
  });
  const queue = await ask({ url: gw.adminUrl }, 'GET', '/api/queue');
  expect([queue.status, queue.body['code']]).toEqual([503, 'store_unavailable']);
});
