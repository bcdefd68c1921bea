/** `source.rate`: what comes faster is told to come again, and leaves nothing behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ask, TOKEN } from '../helpers/api.js';
import { asked } from '../helpers/ask-refused.js';
import { post } from '../helpers/gateway.js';
import { until } from '../helpers/servers.js';
import { openRaw } from '../helpers/raw.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { secretFor } from '../helpers/sign.js';
import {
  configText,
  deliver,
  expectProblem,
  freshBody,
  pairForTest,
  route,
  type RouteOptions,
} from './setup.js';

const limited = (rate: object, options: RouteOptions = {}) =>
  pairForTest({ routes: (url) => [route(url, { ...options, source: { rate, ...options.source } })] });

describe('verified', () => {
  test('past it a genuine delivery is told to come again, and when', async () => {
    const { gw, up } = await limited({ verified: '2/m' });
    const bodies = [freshBody(), freshBody(), freshBody()];
    const answers = [];
    for (const body of bodies) answers.push(await deliver(gw, { body }));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'rate_limited']);
    const [, , last] = answers;
    expect(last?.status).toBe(429);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(25);
    expect(Number(last?.headers['retry-after'])).toBeLessThanOrEqual(30);
    if (last) expectProblem(last, 'rate_limited');
    expect(up.received).toHaveLength(2);
    expect(await gw.metric('webhook_gateway_rate_limited_total', { route: 'a', scope: 'verified' })).toBe(1);
    expect(await gw.metric('webhook_gateway_refused_total', { route: 'a' })).toBe(0);
    expect(gw.lines()).toContainEqual(
      expect.objectContaining({ outcome: 'rate_limited', reason: 'verified', status: 429 }),
    );
  });

  test('burns no key: the same delivery passes once there is room', async () => {
    const { gw } = await limited({ verified: '2/s' });
    const body = freshBody();
    await deliver(gw);
    await deliver(gw);
    expect((await deliver(gw, { body })).outcome).toBe('rate_limited');
    await sleep(600);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
  });

  test('counts neither duplicates nor forgeries', async () => {
    const { gw } = await limited({ verified: '2/m' });
    const body = freshBody();
    await deliver(gw, { body });
    for (let i = 0; i < 5; i++) {
      expect((await deliver(gw, { body })).outcome).toBe('duplicate');
      expect((await post(`${gw.url}/a`, freshBody())).outcome).toBe('missing_signature');
    }
    expect((await deliver(gw)).outcome).toBe('accepted');
    expect((await deliver(gw)).outcome).toBe('rate_limited');
  });

  test('counts a delivery once that comes again while it is being handled', async () => {
    const { gw, up } = await limited({ verified: '2/m' });
    up.reply((_, response) => void setTimeout(() => response.writeHead(200).end(), 300));
    const body = freshBody();
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(gw, { body })));
    expect(answers.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(9);
    expect((await deliver(gw)).outcome).toBe('accepted');
    expect((await deliver(gw)).outcome).toBe('rate_limited');
  });

  test('frees the label of an unsigned name too', async () => {
    const { gw } = await limited({ verified: '1/s' }, { from: 'github' });
    const body = freshBody();
    for (let i = 0; i < 6; i++) {
      await deliver(gw, { from: 'github', body: freshBody(), event: 'push' });
      const { outcome } = await deliver(gw, { from: 'github', body, event: `push_${'abcdef'[i]}` });
      expect(outcome).toBe('rate_limited');
    }
    await sleep(1_100);
    expect((await deliver(gw, { from: 'github', body, event: 'push' })).outcome).toBe('accepted');
  });

  test('is told in a status that the source takes for a retry', async () => {
    const { gw } = await pairForTest({
      top: {
        schemes: { own: { ...schemes['actuallycare'], statuses: { accepted: ['2xx'], final: ['4xx'] } } },
      },
      routes: (url) => [
        route(url, {
          source: {
            ...{ scheme: 'own', secrets: [secretFor('actuallycare')] },
            rate: { verified: '1/m', perClient: '3/m' },
          },
        }),
      ],
    });
    await deliver(gw);
    expect([(await deliver(gw)).status, (await deliver(gw)).status]).toEqual([502, 502]);
    expect(await deliver(gw)).toMatchObject({ status: 502, outcome: 'rate_limited' });
    expect(await gw.metric('webhook_gateway_rate_limited_total', { scope: 'client' })).toBe(1);
  });

  test('counts nothing that an operator takes from the refused ones', async () => {
    const top = { admin: { host: '127.0.0.1', port: 0, token: TOKEN } };
    const config = (url: string, source: object) =>
      route(url, { source: { rate: { verified: '1/m' }, ...source } });
    const { gw, up } = await pairForTest({
      top,
      routes: (url) => [config(url, { secrets: ['another, wrong secret'] })],
    });
    for (let i = 0; i < 3; i++) expect((await deliver(gw)).outcome).toBe('invalid_signature');
    await asked(gw, '/api/refused', 3);
    await gw.reload(configText([config(up.url, {})], top));
    expect((await deliver(gw)).outcome).toBe('accepted');
    const job = { do: 'verify', filter: { route: 'a' }, rate: 1_000 };
    expect((await ask({ url: gw.adminUrl }, 'POST', '/api/jobs', job)).status).toBe(202);
    await until('all to be taken', () => up.received.length === 4);
    expect((await deliver(gw)).outcome).toBe('rate_limited');
  });

  test('goes on counting over a reload that leaves it as it is', async () => {
    const { gw, up } = await limited({ verified: '1/m' });
    const config = (rate: string) => configText([route(up.url, { source: { rate: { verified: rate } } })]);
    expect((await deliver(gw)).outcome).toBe('accepted');
    await gw.reload(config('1/m'));
    expect((await deliver(gw)).outcome).toBe('rate_limited');
    await gw.reload(config('2/m'));
    expect((await deliver(gw)).outcome).toBe('accepted');
  });
});

describe('perClient', () => {
  test('past it a request is answered before its body, whatever it is', async () => {
    const { gw, up } = await limited({ perClient: '3/m' });
    const { port } = new URL(gw.url);
    expect((await deliver(gw)).outcome).toBe('accepted');
    expect((await post(`${gw.url}/a`, 'x')).outcome).toBe('missing_signature');
    expect((await post(`${gw.url}/a`, '', {}, 'PUT')).outcome).toBe('method_not_allowed');
    const client = await openRaw(Number(port));
    client.write('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n');
    const [answer] = await client.answered();
    expect(answer?.status).toBe(429);
    expect(answer?.headers['webhook-gateway-outcome']).toBe('rate_limited');
    client.destroy();
    expect((await deliver(gw)).outcome).toBe('rate_limited');
    expect(up.received).toHaveLength(1);
    expect(await gw.metric('webhook_gateway_rate_limited_total', { route: 'a', scope: 'client' })).toBe(2);
  });

  test('goes by the address that a trusted proxy names; of IPv6 a /64 is one', async () => {
    const { gw } = await pairForTest({
      top: { server: { trustedProxies: ['127.0.0.1'] } },
      routes: (url) => [route(url, { source: { rate: { perClient: '1/m' } } })],
    });
    const from = async (client: string) =>
      (await deliver(gw, { headers: { 'X-Forwarded-For': client } })).outcome;
    expect(await from('192.0.2.1')).toBe('accepted');
    expect(await from('192.0.2.2')).toBe('accepted');
    expect(await from('192.0.2.1')).toBe('rate_limited');
    expect(await from('2001:db8::1')).toBe('accepted');
    expect(await from('2001:db8::ffff:2')).toBe('rate_limited');
    expect(await from('2001:db8:0:1::1')).toBe('accepted');
  });

  test('is of each route', async () => {
    const { gw } = await pairForTest({
      routes: (url) => ['a', 'b'].map((name) => route(url, { name, source: { rate: { perClient: '1/m' } } })),
    });
    await deliver(gw);
    expect((await deliver(gw)).outcome).toBe('rate_limited');
    expect((await deliver(gw, { route: 'b' })).outcome).toBe('accepted');
  });
});

test('without a rate nothing is counted', async () => {
  const { gw } = await pairForTest({});
  await deliver(gw);
  expect(await gw.metrics.scrape()).not.toContain('outcome="rate_limited"');
});
