/** `source.reportOnly`: what does not verify goes on, marked and unsigned, until a day. */
import { describe, expect, test } from 'vitest';
import type { OverviewView } from '../../src/http/api/overview/overview-view.js';
import { ask, TOKEN } from '../helpers/api.js';
import { post, type Answer } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import {
  configText,
  deliver,
  freshBody,
  pairForTest,
  route,
  type Members,
  type Pair,
  type RouteOptions,
} from './setup.js';

const NOW = Date.UTC(2026, 10, 28, 12);
/** The route enforces from its end on. */
const UNTIL = '2026-12-05';
const END = Date.UTC(2026, 11, 6);
const AC = secretFor('actuallycare');

function reporting(url: string, { source, ...more }: RouteOptions = {}): Members {
  return route(url, { ...more, source: { reportOnly: { reason: 'a test', until: UNTIL }, ...source } });
}

/** A route that reports only, on a clock that the test moves. */
async function reportingPair(options: RouteOptions = {}) {
  const time = { now: NOW };
  const pair = await pairForTest({
    clock: () => time.now,
    routes: (url) => [reporting(url, options)],
    top: { admin: { host: '127.0.0.1', port: 0, token: TOKEN } },
  });
  return { ...pair, time };
}

function forged(
  { gw }: Pick<Pair, 'gw'>,
  headers: Record<string, string> = {},
  body = freshBody(),
): Promise<Answer> {
  return post(`${gw.url}/a`, body, { ...signHeaders('actuallycare', AC, 'another'), ...headers });
}

const MARK = 'webhook-gateway-unverified';

describe('what does not verify', () => {
  test('goes on as it came: marked, without any signature of ours, with its own, under an id of our making', async () => {
    const pair = await reportingPair();
    const body = `{ "event": "lead.created",  "n": 1 }`;
    const answer = await forged(pair, { 'X-Other': '1' }, body);
    expect([answer.status, answer.outcome]).toEqual([200, 'unverified']);
    const [seen] = pair.up.received;
    expect(seen?.body.toString()).toBe(body);
    expect(seen?.headers).toMatchObject({
      [MARK]: 'invalid_signature',
      'x-webhook-signature': signHeaders('actuallycare', AC, 'another')['X-Webhook-Signature'],
      'content-type': 'application/json',
      'webhook-gateway-route': 'a',
      'webhook-gateway-source': 'actuallycare',
      'webhook-gateway-id': answer.id,
    });
    expect(answer.id).toMatch(/^unverified_[0-9a-f]{32}$/);
    expect(
      Object.keys(seen?.headers ?? {}).filter((name) => /^(svix|webhook)-(?!gateway)/.test(name)),
    ).toEqual([]);
    expect(seen?.headers).not.toHaveProperty('x-other');
    expect(seen?.headers).not.toHaveProperty('webhook-gateway-event');
  });

  test.each<[string, RouteOptions, (pair: Pair) => Promise<Answer>]>([
    ['missing_signature', {}, ({ gw }) => post(`${gw.url}/a`, freshBody())],
    ['invalid_signature', {}, (pair) => forged(pair)],
    [
      'stale',
      { from: 'svix', to: 'actuallycare' },
      ({ gw }) => deliver(gw, { from: 'svix', at: NOW - 3_600_000 }),
    ],
  ])('goes on as %s, and the mark, the count and the log say so', async (code, options, send) => {
    const pair = await reportingPair(options);
    expect((await send(pair)).outcome).toBe('unverified');
    expect(pair.up.received[0]?.headers[MARK]).toBe(code);
    const { gw } = pair;
    expect(await gw.metric('webhook_gateway_unverified_forwarded_total', { route: 'a', outcome: code })).toBe(
      1,
    );
    expect(await gw.metric('webhook_gateway_deliveries_total', { route: 'a', outcome: 'unverified' })).toBe(
      1,
    );
    expect(await gw.metric('webhook_gateway_refused_total', { route: 'a' })).toBe(0);
    const line = gw.lines().find(({ outcome }) => outcome === 'unverified');
    expect(line).toMatchObject({ msg: 'delivery', level: 'warn', reason: expect.any(String) as string });
  });

  test('goes where a genuine one goes: with the path and the parameters that go on, or nowhere if they may not', async () => {
    const pair = await reportingPair({
      more: { path: '/a/*' },
      destination: { forwardPath: true, forwardQuery: { tenant: ['x', 'y'] } },
    });
    const headers = signHeaders('actuallycare', AC, 'another');
    const at = (target: string) => post(`${pair.gw.url}${target}`, freshBody(), headers);
    expect((await at('/a/orders/1?tenant=y&more=1')).outcome).toBe('unverified');
    expect((await at('/a?tenant=other')).outcome).toBe('malformed');
    expect(pair.up.received.map(({ path }) => path)).toEqual(['/orders/1?tenant=y']);
  });

  test('but cannot be read goes nowhere', async () => {
    const pair = await reportingPair();
    const answer = await post(`${pair.gw.url}/a`, 'x', { 'X-Webhook-Signature': ['a', 'b'] });
    expect([answer.status, answer.outcome]).toEqual([400, 'malformed']);
    expect(pair.up.received).toEqual([]);
  });

  test('is apart from dedupe: copies go on each under an id of its own, and burn no key of a genuine one', async () => {
    const pair = await reportingPair();
    const body = freshBody();
    const answers = [await forged(pair, {}, body), await forged(pair, {}, body)];
    expect(new Set(answers.map(({ id }) => id)).size).toBe(2);
    expect((await deliver(pair.gw, { body })).outcome).toBe('accepted');
    expect((await forged(pair, {}, body)).outcome).toBe('unverified');
    expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
    expect(pair.up.received.length).toBe(4);
    expect(await pair.gw.metric('webhook_gateway_claims_total')).toBe(2);
  });

  test('says nothing of the secret that we share with a receiver: its 401 rings no alert and ends none', async () => {
    const pair = await reportingPair();
    const inARow = () => pair.gw.metric('webhook_gateway_receiver_refusals_in_a_row', { route: 'a' });
    pair.up.reply({ status: 401 });
    for (let n = 0; n < 10; n++) expect((await forged(pair)).outcome).toBe('unverified');
    expect(await inARow()).toBe(0);
    const { text } = await ask({ url: pair.gw.adminUrl }, 'GET', '/api/overview');
    const { attention } = JSON.parse(text) as OverviewView;
    expect(attention.filter(({ says }) => says.includes('refused the gateway'))).toEqual([]);
    expect((await deliver(pair.gw)).outcome).toBe('failed');
    pair.up.reply({ status: 200 });
    await forged(pair);
    expect(await inARow()).toBe(1);
  });

  test('is told the receiver’s verdict, as the source reads it', async () => {
    const pair = await reportingPair();
    for (const [status, told] of [
      [202, 202],
      [503, 503],
      [302, 502],
      [401, 502],
    ] as const) {
      pair.up.reply({ status, body: 'said so' });
      const answer = await forged(pair);
      expect([answer.status, answer.outcome, answer.body.toString()]).toEqual([
        told,
        'unverified',
        'said so',
      ]);
      expect(answer.headers['webhook-gateway-receiver-status']).toBe(String(status));
    }
    await pair.up.close();
    const answer = await forged(pair);
    expect([answer.status, answer.outcome]).toEqual([502, 'unverified']);
  });

  test('waits for no body’s sake alone: headers that cannot be genuine are not refused before it', async () => {
    const pair = await reportingPair();
    const body = 'x'.repeat(200_000);
    const answer = await post(`${pair.gw.url}/a`, body);
    expect(answer.outcome).toBe('unverified');
    expect(pair.up.received[0]?.body.length).toBe(body.length);
  });

  test('is turned away by a pause like any other', async () => {
    const pair = await reportingPair();
    const api = { url: pair.gw.adminUrl };
    await ask(api, 'POST', '/api/routes/a/pause');
    expect((await forged(pair)).outcome).toBe('paused');
    await ask(api, 'POST', '/api/routes/a/resume');
    expect((await forged(pair)).outcome).toBe('unverified');
  });

  test('is shown to operators: how much of it there is, why, and one by one', async () => {
    const pair = await reportingPair();
    await forged(pair);
    await forged(pair);
    await post(`${pair.gw.url}/a`, freshBody());
    await deliver(pair.gw);
    const api = { url: pair.gw.adminUrl };
    const { routes, attention } = JSON.parse((await ask(api, 'GET', '/api/overview')).text) as OverviewView;
    expect(routes[0]?.letOn).toEqual({
      until: new Date(END).toISOString(),
      genuine: 1,
      wouldBeRefused: { invalid_signature: 2, missing_signature: 1 },
    });
    expect(attention.map(({ says }) => says)).toContainEqual(
      expect.stringContaining('3 of 4 deliveries of the hour would have been refused'),
    );
    const { text } = await ask(api, 'GET', '/api/deliveries?outcome=unverified');
    const { data } = JSON.parse(text) as { data: { id: string; reason: string; attempts: object[] }[] };
    expect(data.map(({ reason }) => reason)).toEqual(['missing_signature', 'mismatch', 'mismatch']);
    expect(data[0]).toMatchObject({
      id: expect.stringMatching(/^unverified_/) as string,
      attempts: [{ status: 200 }],
    });
    const shown = await ask(api, 'GET', `/api/deliveries/${data[0]?.id}?route=a`);
    expect(JSON.parse(shown.text)).toMatchObject({ outcome: 'unverified', attempts: [{ status: 200 }] });
    const logged = JSON.parse((await ask(api, 'GET', '/api/deliveries')).text) as { data: object[] };
    expect(logged.data).toMatchObject([{ outcome: 'accepted' }]);
  });
});

describe('a genuine delivery', () => {
  test('is signed, deduplicated and never marked, whatever its sender writes', async () => {
    const pair = await reportingPair();
    const answer = await deliver(pair.gw, { headers: { 'Webhook-Gateway-Unverified': 'stale' } });
    expect(answer.outcome).toBe('accepted');
    const { headers = {} } = pair.up.received[0] ?? {};
    expect(headers).not.toHaveProperty(MARK);
    expect(headers).toHaveProperty('svix-signature');
    expect(headers).not.toHaveProperty('x-webhook-signature');
    expect(await pair.gw.metric('webhook_gateway_unverified_forwarded_total')).toBe(0);
  });
});

describe('a stranger', () => {
  test('cannot take the mark away or write another beside it', async () => {
    const pair = await reportingPair();
    await post(`${pair.gw.url}/a`, freshBody(), {
      Connection: 'Webhook-Gateway-Unverified, close',
      'Webhook-Gateway-Unverified': 'accepted',
      'Webhook-Gateway-Id': 'msg_forged',
      'Webhook-Gateway-Event': 'lead.created',
    });
    const { rawHeaders = [], headers = {} } = pair.up.received[0] ?? {};
    expect(rawHeaders.filter((name) => name.toLowerCase() === MARK)).toHaveLength(1);
    expect(headers[MARK]).toBe('missing_signature');
    expect(headers['webhook-gateway-id']).toMatch(/^unverified_/);
    expect(headers).not.toHaveProperty('webhook-gateway-event');
  });

  test.each([
    ['svix', 'svix'],
    ['svix', 'standard'],
    ['standard', 'svix'],
    ['github', 'github'],
    ['actuallycare', 'actuallycare'],
  ])('who captured a message from %s to %s cannot send it to the receiver once more', async (from, to) => {
    const secret = /svix|standard/.test(to)
      ? 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
      : 'of the receiver, alone';
    const pair = await reportingPair({ from, to, destination: { secrets: [secret] } });
    await deliver(pair.gw, { from, at: NOW });
    const [signed] = pair.up.received;
    const body = signed?.body ?? Buffer.alloc(0);
    const captured = Object.fromEntries(
      Object.entries(signed?.headers ?? {}).filter(
        ([name]) => !/^(host|content-length|connection)$/.test(name),
      ),
    ) as Record<string, string>;
    const renamed = Object.fromEntries(
      Object.entries(captured).flatMap(([name, value]) => [
        [name.replace(/^svix-/, 'webhook-'), value],
        [name.replace(/^webhook-(?!gateway)/, 'svix-'), value],
      ]),
    );
    for (const headers of [captured, renamed]) {
      expect((await post(`${pair.gw.url}/a`, body, headers)).outcome).toBe('unverified');
    }
    for (const { headers } of pair.up.received.slice(1)) {
      expect(headers[MARK]).toBeDefined();
      expect(
        Object.keys(headers).filter((name) => /^(svix|webhook)-(?!gateway)|signature/.test(name)),
      ).toEqual([]);
    }
    expect(pair.up.received).toHaveLength(3);
  });
});

describe('its last day', () => {
  test('over, the route enforces, without a restart', async () => {
    const pair = await reportingPair();
    pair.time.now = END - 1;
    expect((await forged(pair)).outcome).toBe('unverified');
    pair.time.now = END;
    expect((await forged(pair)).outcome).toBe('invalid_signature');
    const answer = await post(`${pair.gw.url}/a`, freshBody());
    expect([answer.status, answer.outcome]).toEqual([401, 'missing_signature']);
    expect(pair.up.received).toHaveLength(1);
    expect(await pair.gw.metric('webhook_gateway_refused_total', { route: 'a' })).toBe(2);
  });

  test('is a series of its own, gone with the key', async () => {
    const { gw, up } = await reportingPair();
    const name = 'webhook_gateway_report_only_until_timestamp_seconds';
    expect(await gw.metric(name, { route: 'a' })).toBe(END / 1000);
    await gw.reload(configText([route(up.url)]));
    expect(await gw.metrics.scrape()).not.toContain(`${name}{`);
    expect((await post(`${gw.url}/a`, freshBody())).outcome).toBe('missing_signature');
  });
});
