import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OUTCOME_CODES } from '../../src/model/outcome.js';
import { openRaw, requestText } from '../helpers/raw.js';
import { freePort } from '../helpers/servers.js';
import { startTestGateway } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { configText, deliver, route, startPair, type Pair } from './setup.js';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({
    routes: (url) => [
      route(url),
      route(url, {
        name: 'every',
        from: 'svix',
        source: { allowIps: ['127.0.0.0/8'] },
        destination: { payload: 'compact', name: 'crm' },
        more: { events: ['*'] },
      }),
      route(url, { name: 'labelled', from: 'github' }),
    ],
  });
});

afterAll(() => pair.stop());

describe('metrics', () => {
  test('are in the exposition format, and there before the first delivery', async () => {
    const answer = await request(pair.gw.adminUrl).get('/metrics').expect(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers['x-powered-by']).toBeUndefined();
    for (const line of answer.text.trim().split('\n')) {
      expect(line).toMatch(
        /^(?:# (?:HELP|TYPE) \S+ .+|[a-zA-Z_:][\w:]*(?:\{.*\})? (?:[-+.\deE]+|Na[nN]|[+-]Inf)|)$/,
      );
    }
  });

  function outcomesOf(text: string, name: string): string[] {
    const series = text.matchAll(
      /^webhook_gateway_deliveries_total\{route="([^"]+)",outcome="([^"]+)"\} (\d+)$/gm,
    );
    return [...series].filter(([, route]) => route === name).map(([, , outcome = '']) => outcome);
  }

  test('count every outcome a route can have from the start, and none that it cannot', async () => {
    const { text } = await request(pair.gw.adminUrl).get('/metrics');
    // `every` has a signed name, so no other name can stand for it.
    const never = [
      'queued',
      'challenge',
      'not_found',
      'event_reuse',
      'unverified',
      'rate_limited',
      'key_unavailable',
    ];
    const possible = OUTCOME_CODES.filter((code) => !never.includes(code));
    expect(outcomesOf(text, 'every').sort()).toEqual([...possible].sort());
    const notForA = ['filtered', 'untranslatable', 'forbidden', 'stale'];
    expect(outcomesOf(text, 'a').sort()).toEqual(possible.filter((code) => !notForA.includes(code)).sort());
    expect(outcomesOf(text, 'labelled')).toContain('event_reuse');
    expect(outcomesOf(text, '_unmatched')).toContain('not_found');
  });

  test.each([
    'webhook_gateway_attempts_total{route="every",destination="crm",result="accepted"} 0',
    'webhook_gateway_attempts_total{route="every",destination="crm",result="timeout"} 0',
    'webhook_gateway_claims_total{route="a",result="new"} 0',
    'webhook_gateway_claims_total{route="a",result="takeover"} 0',
    'webhook_gateway_verifications_total{route="a",secret="secret-1"} 0',
    'webhook_gateway_in_flight{route="a"} 0',
    'webhook_gateway_detached 0',
    'webhook_gateway_uploads 0',
    'webhook_gateway_unnamed_proxy 0',
    'webhook_gateway_store_up 1',
    'webhook_gateway_store_errors_total{operation="claim"} 0',
    'webhook_gateway_config_last_reload_successful 1',
    'webhook_gateway_build_info{version="test"} 1',
  ])('have %s from the start', async (line) => {
    const { text } = await request(pair.gw.adminUrl).get('/metrics');
    expect(text.split('\n')).toContain(line);
  });

  test('tell of a delivery where its time went', async () => {
    await deliver(pair.gw);
    for (const [name, labels] of [
      ['webhook_gateway_delivery_duration_seconds_count', { route: 'a', kind: 'forwarded' }],
      ['webhook_gateway_overhead_seconds_count', { route: 'a' }],
      [
        'webhook_gateway_receiver_duration_seconds_count',
        { route: 'a', destination: 'default', status: '2xx' },
      ],
      ['webhook_gateway_store_duration_seconds_count', { operation: 'claim' }],
      ['webhook_gateway_store_duration_seconds_count', { operation: 'commit' }],
    ] as const) {
      expect(await pair.gw.metric(name, labels), name).toBe(1);
    }
    const now = Date.now() / 1000;
    for (const name of ['last_received', 'last_accepted']) {
      const value = await pair.gw.metric(`webhook_gateway_${name}_timestamp_seconds`, { route: 'a' });
      expect(Math.abs(now - value)).toBeLessThan(30);
    }
  });
});

describe('health', () => {
  test('/healthz says the process is alive', async () => {
    const answer = await request(pair.gw.adminUrl).get('/healthz').expect(200);
    expect(answer.body).toEqual({ status: 'alive' });
  });

  test.each(['/readyz', '/readyz?strict'])(
    "%s says it is ready, and names the store's state",
    async (path) => {
      const answer = await request(pair.gw.adminUrl).get(path).expect(200);
      expect(answer.body).toEqual({ status: 'ready', store: 'up' });
    },
  );

  test('a lost store leaves it ready, unless asked strictly', async () => {
    const closed = await freePort();
    const gw = await startTestGateway(
      configText([route(pair.up.url)], { store: { url: `redis://127.0.0.1:${closed}` } }),
    );
    const lax = await request(gw.adminUrl).get('/readyz').expect(200);
    expect(lax.body).toEqual({ status: 'ready', store: 'down' });
    await request(gw.adminUrl).get('/readyz?strict').expect(503);
    await request(gw.adminUrl).get('/healthz').expect(200);
    expect((await request(gw.adminUrl).get('/metrics').expect(200)).text).toContain(
      'webhook_gateway_store_up 0',
    );
    await gw.stop();
  });
});

describe('the ports are apart', () => {
  test.each([
    '/metrics',
    '//metrics',
    '/METRICS',
    '/metrics/',
    '/%6detrics',
    '/./metrics',
    '/a/../metrics',
    '/a/%2e%2e/metrics',
    '/metrics?x',
    '/metrics#',
    '/metrics;x',
    '/metrics%00',
    'http://127.0.0.1:9090/metrics',
    '/healthz',
    '/readyz',
    '/readyz?strict',
    '/api',
    '/api/routes',
    '/api/reload',
    '//api/deliveries',
    '/API/routes',
  ])('the public port does not serve %s', async (target) => {
    for (const method of ['GET', 'POST', 'HEAD', 'OPTIONS']) {
      const lines = [
        'Host: 127.0.0.1:9090',
        'X-Forwarded-Host: admin',
        'X-Original-URL: /metrics',
        'Content-Length: 0',
      ];
      const client = await openRaw(pair.gw.gateway.publicPort);
      client.write(requestText(target, lines, '', { method }));
      await client.ended();
      expect(client.text()).toMatch(/^HTTP\/1\.1 40[04] /);
      expect(client.text().replaceAll('Webhook-Gateway-', '')).not.toMatch(/webhook_gateway_|alive|ready/);
    }
  });

  test('the admin port takes no deliveries', async () => {
    const body = '{"event":"lead.created"}';
    const headers = signHeaders('actuallycare', secretFor('actuallycare'), body);
    const before = pair.up.received.length;
    await request(pair.gw.adminUrl).post('/a').set(headers).send(body).expect(404);
    expect(pair.up.received.length).toBe(before);
  });

  test.each(['/nothing', '/metrics/x', '/%zz', '/metrics%00', '/..%2f..%2fetc/passwd'])(
    'the admin port answers %s with a problem and nothing of itself',
    async (path) => {
      const answer = await request(pair.gw.adminUrl).get(path);
      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|Error|express/i);
    },
  );

  test.each(['post', 'put', 'delete', 'patch'] as const)(
    'what is read there is not written: %s',
    async (method) => {
      for (const path of ['/metrics', '/healthz', '/readyz']) {
        const answer = await request(pair.gw.adminUrl)[method](path);
        expect(answer.status).toBe(405);
        expect(answer.headers['allow']).toContain('GET');
      }
    },
  );
});
