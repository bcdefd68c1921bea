/** Strangers who open many connections, send little or much, or stop half-way, while genuine deliveries come. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { post } from '../../helpers/gateway.js';
import { exchange, openRaw, requestText, type RawClient } from '../../helpers/raw.js';
import { until } from '../../helpers/servers.js';
import { secretFor, signHeaders } from '../../helpers/sign.js';
import { deliver, freshBody, pairForTest, route, type Pair } from '../setup.js';

const FORGED = 'X-Webhook-Signature: sha256=' + '0'.repeat(64);
/** Test addresses of RFC 5737, told by a proxy on this machine whom the configuration names. */
const trusted = { trustedProxies: ['127.0.0.1'] };
const from = (client: string): string => `X-Forwarded-For: ${client}`;

async function strangers(
  { gw }: Pair,
  count: number,
  lines: (n: number) => readonly string[],
  start: string,
): Promise<RawClient[]> {
  const opened: RawClient[] = [];
  onTestFinished(() => {
    for (const one of opened) one.destroy();
  });
  for (let n = 0; n < count; n++) {
    const client = await openRaw(gw.gateway.publicPort);
    client.write(requestText('/a', ['Host: x', ...lines(n)], start));
    opened.push(client);
  }
  return opened;
}

async function expectGenuinePass({ gw }: Pair, rounds: number, headers = {}): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    for (const name of ['a', 'b']) {
      expect(await deliver(gw, { route: name, headers })).toMatchObject({ outcome: 'accepted', status: 200 });
    }
  }
}

const twoRoutes = (url: string) => [route(url), route(url, { name: 'b' })];

describe('many connections', () => {
  test('two thousand that stop in the middle of a body with a forged signature do not close a route', async () => {
    const pair = await pairForTest({ routes: twoRoutes, top: { server: { ...trusted } } });
    await strangers(
      pair,
      2_000,
      (n) => [FORGED, 'Content-Length: 60', from(`198.51.100.${n % 50}`)],
      'half of a body',
    );
    await expectGenuinePass(pair, 10, { 'X-Forwarded-For': '203.0.113.5' });
  });

  test('of one client are an eighth of all uploads at the most, and it is told so', async () => {
    const pair = await pairForTest({
      routes: twoRoutes,
      top: { server: { ...trusted, maxUploads: 64 } },
    });
    const clients = await strangers(
      pair,
      20,
      () => [FORGED, 'Content-Length: 60', from('198.51.100.1')],
      'x',
    );
    await until('twelve are told', () => clients.filter((one) => one.answers().length > 0).length === 12);
    expect(pair.gw.lines()).toContainEqual(expect.objectContaining({ reason: 'client_uploads' }));
    await expectGenuinePass(pair, 5, { 'X-Forwarded-For': '203.0.113.5' });
  });

  test('an upload that makes less than 1 KB a second after its first seconds is ended with 408', async () => {
    const pair = await pairForTest();
    const [client] = await strangers(pair, 1, () => [FORGED, 'Content-Length: 60000'], 'x');
    const [answer] = (await client?.answered(1, 12_000)) ?? [];
    expect(answer).toMatchObject({ status: 408, headers: { 'webhook-gateway-outcome': 'malformed' } });
    expect(pair.gw.lines()).toContainEqual(expect.objectContaining({ reason: 'slow_upload' }));
  });

  test('where all uploads are taken, those that stand still give way', async () => {
    const pair = await pairForTest({ routes: twoRoutes, top: { server: { ...trusted, maxUploads: 16 } } });
    await strangers(pair, 16, (n) => [FORGED, 'Content-Length: 60', from(`198.51.100.${n}`)], 'x');
    await sleep(1_200);
    await expectGenuinePass(pair, 5, { 'X-Forwarded-For': '203.0.113.5' });
  });
});

describe('eight strangers with an eighth of the uploads each, at a pace that is fast enough', () => {
  test('keep no genuine delivery of another client out', async () => {
    const pair = await pairForTest({ routes: twoRoutes, top: { server: { ...trusted, maxUploads: 128 } } });
    const clients = await strangers(
      pair,
      128,
      (n) => [FORGED, 'Content-Length: 100000', from(`198.51.100.${n % 8}`)],
      'x'.repeat(1_500),
    );
    const drip = setInterval(() => {
      for (const one of clients) if (!one.closed()) one.write('x'.repeat(1_500));
    }, 500);
    onTestFinished(() => {
      clearInterval(drip);
    });
    for (let i = 0; i < 3; i++) {
      await sleep(1_000);
      await expectGenuinePass(pair, 5, { 'X-Forwarded-For': '203.0.113.5' });
    }
  });
});

describe('large bodies', () => {
  test('of sixteen strangers on one route leave room for a body of another route', async () => {
    const pair = await pairForTest({
      routes: twoRoutes,
      top: { server: { ...trusted, maxBufferedBytes: '8mb' } },
    });
    await strangers(
      pair,
      16,
      (n) => [FORGED, 'Content-Length: 1000000', from(`198.51.100.${n}`)],
      'x'.repeat(500_000),
    );
    await sleep(300);
    const body = JSON.stringify({ event: 'lead.created', data: 'x'.repeat(400_000) });
    const headers = { 'X-Forwarded-For': '203.0.113.6' };
    for (let i = 0; i < 3; i++) {
      const one = body.replace('lead.created', `lead.created${i}`);
      expect(await deliver(pair.gw, { route: 'b', body: one, headers })).toMatchObject({
        outcome: 'accepted',
      });
    }
  });

  test('of one stranger end at a sixteenth once half of the room is taken; genuine ones of all routes pass', async () => {
    const pair = await pairForTest({
      routes: twoRoutes,
      top: { server: { ...trusted, maxBufferedBytes: '8mb' } },
    });
    const { gw } = pair;
    const clients = await strangers(
      pair,
      12,
      () => [FORGED, 'Content-Length: 1000000', from('198.51.100.1')],
      'x'.repeat(900_000),
    );
    await until('some are told', () => clients.some((one) => one.answers().length > 0));
    expect(gw.lines()).toContainEqual(expect.objectContaining({ reason: 'client_share' }));
    await expectGenuinePass(pair, 3, { 'X-Forwarded-For': '203.0.113.5' });
    // A genuine one as large as its route takes has room too.
    const body = JSON.stringify({ event: 'lead.created', data: 'x'.repeat(1_000_000) });
    const headers = { 'X-Forwarded-For': '203.0.113.6' };
    expect(await deliver(gw, { body, headers })).toMatchObject({ outcome: 'accepted' });
  });

  test('a delivery of 20 MB alone passes with the defaults', async () => {
    const { gw } = await pairForTest({ routes: (url) => [route(url, { more: { maxBodySize: '25mb' } })] });
    const body = JSON.stringify({ event: 'lead.created', data: 'x'.repeat(20 * 1024 ** 2) });
    expect(await deliver(gw, { body })).toMatchObject({ outcome: 'accepted' });
  });
});

describe('a head that cannot be genuine', () => {
  const unsigned = [
    ['without a signature', 'missing_signature', []],
    ['with two signatures', 'malformed', [FORGED, FORGED]],
    ['with a signature of the wrong shape', 'invalid_signature', ['X-Webhook-Signature: sha256=zz']],
  ] as const;

  test.each(unsigned)('%s is refused before its body has come, within 2 s', async (_, outcome, lines) => {
    const { gw } = await pairForTest();
    const client = await openRaw(gw.gateway.publicPort);
    client.write(requestText('/a', ['Host: x', 'Content-Length: 1000000', ...lines], 'x'));
    const started = performance.now();
    const [answer] = await client.answered(1, 5_000);
    expect(performance.now() - started).toBeGreaterThan(1_500);
    expect(answer?.headers['webhook-gateway-outcome']).toBe(outcome);
    expect(answer?.headers['connection']).toBe('close');
    client.destroy();
  });

  test.each(unsigned)('%s and a small body leaves the connection open', async (_, outcome, lines) => {
    const { gw } = await pairForTest();
    const one = requestText('/a', ['Host: x', 'Content-Length: 5', ...lines], 'small');
    const answers = await exchange(gw.gateway.publicPort, one + one, 2);
    expect(answers.map(({ headers }) => headers['webhook-gateway-outcome'])).toEqual([outcome, outcome]);
  });

  test('by the thousand with bodies that never come takes no place of a genuine one', async () => {
    const pair = await pairForTest({ routes: twoRoutes });
    await strangers(pair, 1_000, () => ['Content-Length: 1000000'], 'x');
    await expectGenuinePass(pair, 10);
  });
});

describe('everybody behind one proxy that nobody named', () => {
  test('is not one client once its deliveries were genuine, and the log names the key', async () => {
    const pair = await pairForTest({ routes: twoRoutes, top: { server: { maxUploads: 64 } } });
    const { gw } = pair;
    await expectGenuinePass(pair, 5);
    const clients = await strangers(pair, 30, () => [FORGED, 'Content-Length: 60'], 'x');
    await sleep(200);
    expect(clients.filter((one) => one.answers().length > 0)).toEqual([]);
    expect(gw.rawLog()).toContain('server.trustedProxies');
    expect(await gw.metric('webhook_gateway_unnamed_proxy')).toBe(1);
    expect(await gw.metric('webhook_gateway_uploads')).toBe(30);
    await expectGenuinePass(pair, 2);
  });

  test('one whose deliveries were all forged stays one client', async () => {
    const pair = await pairForTest({ top: { server: { maxUploads: 64 } } });
    const { gw } = pair;
    const body = freshBody();
    const forged = signHeaders('actuallycare', secretFor('actuallycare', 'b'), body);
    for (let i = 0; i < 20; i++)
      expect(await post(`${gw.url}/a`, body, forged)).toMatchObject({ outcome: 'invalid_signature' });
    const clients = await strangers(pair, 20, () => [FORGED, 'Content-Length: 60'], 'x');
    await until('twelve are told', () => clients.filter((one) => one.answers().length > 0).length === 12);
    expect(gw.rawLog()).not.toContain('server.trustedProxies');
    expect(await gw.metric('webhook_gateway_unnamed_proxy')).toBe(0);
  });
});
