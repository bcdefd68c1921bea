/** Caps over many requests: they hold, they are told at once, and one route's trouble stays its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openRaw, requestText, type RawClient } from '../../helpers/raw.js';
import { until } from '../../helpers/servers.js';
import { secretFor, signHeaders } from '../../helpers/sign.js';
import { deliver, freshBody, pairForTest, route } from '../setup.js';

const AC = secretFor('actuallycare');

describe('requests in flight', () => {
  test("past the route's cap: 503 at once, with the time to wait; a quarter of the server's by default", async () => {
    const { gw, up } = await pairForTest({
      reply: (_, response) => {
        setTimeout(() => response.writeHead(200).end(), 1_500);
      },
      top: { server: { maxInFlight: 16 } },
    });
    expect(await gw.metric('webhook_gateway_in_flight_limit', { route: 'a' })).toBe(4);
    const running = Array.from({ length: 4 }, () => deliver(gw));
    await until('four at the receiver', () => up.received.length === 4);
    expect(await gw.metric('webhook_gateway_in_flight', { route: 'a' })).toBe(4);

    const started = performance.now();
    const answer = await deliver(gw);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(answer).toMatchObject({ status: 503, outcome: 'overloaded' });
    expect(answer.headers['retry-after']).toBe('1');
    expect(gw.lines()).toContainEqual(
      expect.objectContaining({ outcome: 'overloaded', reason: 'route_in_flight' }),
    );
    expect((await Promise.all(running)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('accepted'));
    expect((await deliver(gw)).outcome).toBe('accepted');
  });

  test("past the server's cap: all routes are told so", async () => {
    const { gw, up } = await pairForTest({
      reply: ({ headers }, response) => {
        setTimeout(() => response.writeHead(200).end(), headers['webhook-gateway-route'] === 'a' ? 1_000 : 0);
      },
      routes: (url) => [route(url, { more: { maxInFlight: 3 } }), route(url, { name: 'b' })],
      top: { server: { maxInFlight: 3 } },
    });
    const running = Array.from({ length: 3 }, () => deliver(gw));
    await until('three at the receiver', () => up.received.length === 3);
    expect(await deliver(gw, { route: 'b' })).toMatchObject({ status: 503, outcome: 'overloaded' });
    await Promise.all(running);
    expect((await deliver(gw, { route: 'b' })).outcome).toBe('accepted');
  });

  test('a route whose receiver hangs does not delay another', async () => {
    const { gw, up } = await pairForTest({
      reply: ({ headers }, response) => {
        if (headers['webhook-gateway-route'] !== 'a') response.writeHead(200).end();
      },
      routes: (url) => [
        route(url, { source: { deadline: '5s' }, more: { maxInFlight: 200 } }),
        route(url, { name: 'b' }),
      ],
    });
    const hanging = Array.from({ length: 200 }, () => deliver(gw).catch(() => undefined));
    await until('two hundred at the receiver', () => up.received.length === 200);
    for (let i = 0; i < 20; i++) {
      const started = performance.now();
      expect((await deliver(gw, { route: 'b' })).outcome).toBe('accepted');
      expect(performance.now() - started).toBeLessThan(1_000);
    }
    expect(await deliver(gw)).toMatchObject({ outcome: 'overloaded' });
    up.server.closeAllConnections();
    await Promise.all(hanging);
    expect(await gw.metric('webhook_gateway_in_flight', { route: 'a' })).toBe(0);
  });
});

describe('bytes of bodies held at a time', () => {
  test('past the cap: 503, and the room is there again when deliveries end', async () => {
    const { gw, up } = await pairForTest({
      reply: (_, response) => {
        setTimeout(() => response.writeHead(200).end(), 800);
      },
      top: { server: { maxBufferedBytes: '100kb' } },
    });
    const big = () => JSON.stringify({ event: 'x', n: freshBody(), fill: 'x'.repeat(40_000) });
    for (let round = 0; round < 2; round++) {
      const asked = up.received.length;
      const running = [deliver(gw, { body: big() }), deliver(gw, { body: big() })];
      await until('two at the receiver', () => up.received.length === asked + 2);
      const answer = await deliver(gw, { body: big() });
      expect(answer).toMatchObject({ status: 503, outcome: 'overloaded' });
      expect(answer.headers['retry-after']).toBe('1');
      expect((await Promise.all(running)).map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    }
    expect(gw.lines()).toContainEqual(
      expect.objectContaining({ outcome: 'overloaded', reason: 'buffered_bytes' }),
    );
  });

  test('a source that is refused half-way and resets gives its room back once, so the cap still holds', async () => {
    const { gw, up } = await pairForTest({
      reply: (_, response) => {
        setTimeout(() => response.writeHead(200).end(), 500);
      },
      routes: (url) => [route(url, { more: { maxBodySize: '40kb' } })],
      top: { server: { maxBufferedBytes: '64kb' } },
    });
    const headers = { Host: 'x', ...signHeaders('actuallycare', AC, 'x'), 'Transfer-Encoding': 'chunked' };
    for (let i = 0; i < 10; i++) {
      const client = await openRaw(gw.gateway.publicPort);
      client.write(requestText('/a', headers, `c350\r\n${'x'.repeat(0xc350)}\r\n`));
      expect((await client.answered())[0]?.status).toBe(413);
      client.socket.resetAndDestroy();
    }
    // A reset takes effect when it is read.
    await sleep(100);
    const big = () => JSON.stringify({ event: 'x', n: freshBody(), fill: 'x'.repeat(38_000) });
    const first = deliver(gw, { body: big() });
    await until('the first at the receiver', () => up.received.length === 1);
    expect((await deliver(gw, { body: big() })).outcome).toBe('overloaded');
    expect((await first).outcome).toBe('accepted');
  });
});

describe('uploads that break off', () => {
  test('two hundred of them, at all places: no claim, no forward, nothing left behind', async () => {
    const { gw, up } = await pairForTest({ top: { server: { maxBufferedBytes: '200kb' } } });
    const body = JSON.stringify({ event: 'x', fill: 'x'.repeat(90_000) });
    const headers = {
      Host: 'x',
      ...signHeaders('actuallycare', AC, body),
      'Content-Length': String(body.length),
    };
    for (let i = 0; i < 200; i += 10) {
      await Promise.all(
        Array.from({ length: 10 }, async (_, k) => {
          const client: RawClient = await openRaw(gw.gateway.publicPort);
          const sent = k === 9 ? body.length - 1 : Math.floor((body.length * k) / 40);
          client.write(requestText('/a', headers, body.slice(0, sent)));
          await sleep(5);
          if (k % 2 === 0) client.socket.resetAndDestroy();
          else client.socket.end();
        }),
      );
    }
    await until(
      'all of them to end',
      async () => (await gw.metric('webhook_gateway_in_flight', { route: 'a' })) === 0,
    );
    await until(
      'all of them to be counted',
      async () => (await gw.metric('webhook_gateway_deliveries_total', { route: 'a' })) === 200,
    );
    expect(up.received).toEqual([]);
    expect(await gw.metric('webhook_gateway_claims_total')).toBe(0);
    expect(await gw.metric('webhook_gateway_store_duration_seconds_count')).toBe(0);
    // The whole room is there: two of these fit, three do not.
    up.reply((_, response) => {
      setTimeout(() => response.writeHead(200).end(), 500);
    });
    const running = [deliver(gw, { body }), deliver(gw, { body: `${body} ` })];
    await until('two at the receiver', () => up.received.length === 2);
    expect((await deliver(gw, { body: `${body}  ` })).outcome).toBe('overloaded');
    expect((await Promise.all(running)).map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
  });

  test('a length longer than the body, then the end: no forward, and the next is served', async () => {
    const { gw, up } = await pairForTest();
    const body = freshBody();
    const headers = {
      Host: 'x',
      ...signHeaders('actuallycare', AC, body),
      'Content-Length': String(body.length + 1),
    };
    const client = await openRaw(gw.gateway.publicPort);
    client.write(requestText('/a', headers, body));
    client.socket.end();
    await client.ended();
    expect(client.answers().filter(({ status }) => status < 400)).toEqual([]);
    expect(up.received).toEqual([]);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
  });
});

/** As a genuine delivery's, so that the body is waited for. */
const WELL_SHAPED = { 'X-Webhook-Signature': `sha256=${'0'.repeat(64)}` };

describe('sources that are slow on purpose', () => {
  test('headers are waited for 10 s, a whole request 15 s; then 408, and the socket is closed from our side', async () => {
    const { gw, up } = await pairForTest();
    const port = gw.gateway.publicPort;
    const slow = await openRaw(port, { allowHalfOpen: true });
    const endless = await openRaw(port, { allowHalfOpen: true });
    const silent = await openRaw(port, { allowHalfOpen: true });
    slow.write('POST /a HTTP/1.1\r\nHost: x\r\n');
    // Fast enough to be no slow upload.
    endless.write(requestText('/a', { Host: 'x', ...WELL_SHAPED, 'Content-Length': '1000000' }, 'half'));
    const drip = setInterval(() => {
      if (!slow.closed()) slow.write('X-A: b\r\n');
      if (!endless.closed()) endless.write('x'.repeat(1024));
    }, 200);
    const started = performance.now();
    const [first] = await slow.ended(14_000);
    expect(first?.status).toBe(408);
    expect(performance.now() - started).toBeGreaterThan(9_000);
    const [second] = await endless.ended(10_000);
    clearInterval(drip);
    expect(second?.status).toBe(408);
    expect(second?.headers['webhook-gateway-outcome']).toBe('malformed');
    expect(performance.now() - started).toBeGreaterThan(14_000);
    await silent.ended();

    // None of the three ended its own side; all the same what they send now meets no socket.
    for (const client of [slow, endless, silent]) {
      await until('the socket to be gone', () => {
        if (!client.socket.destroyed) client.write('x');
        return client.socket.destroyed;
      });
    }
    expect(up.received).toEqual([]);
    expect(
      await gw.metric('webhook_gateway_deliveries_total', { route: '_unmatched', outcome: 'malformed' }),
    ).toBe(1);
  });
});
