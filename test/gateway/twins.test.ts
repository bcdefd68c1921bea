/** The same delivery several times at once, in one process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { TestGateway } from '../helpers/gateway.js';
import { until } from '../helpers/servers.js';
import type { Reply } from '../helpers/upstream.js';
import { deliver, freshBody, pairForTest, route } from './setup.js';

function after(ms: number, status: number): Reply {
  return (_, response) => {
    setTimeout(() => response.writeHead(status).end('first'), ms);
  };
}

/** A twin that comes after the first has ended would rightly be a try, or a duplicate, of its own. */
function onceAllAreHere(gw: TestGateway, count: number, status: number): Reply {
  return async (_, response) => {
    while ((await gw.metric('webhook_gateway_in_flight')) < count) await sleep(10);
    response.writeHead(status).end('first');
  };
}

describe('fifty twins at once', () => {
  test('the receiver sees one; the source hears of success, or is asked to come again', async () => {
    const { gw, up } = await pairForTest({ reply: () => undefined });
    up.reply(onceAllAreHere(gw, 50, 200));
    const body = freshBody();
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(gw, { body })));
    expect(up.received.length).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === 'accepted').length).toBe(1);
    for (const { status } of answers) expect([200, 503]).toContain(status);
    expect(answers.filter(({ outcome }) => outcome === 'duplicate').length).toBe(49);
    expect(await gw.metric('webhook_gateway_claims_total', { result: 'new' })).toBe(1);
    expect(await gw.metric('webhook_gateway_claims_total', { result: 'busy' })).toBe(49);
  });

  test('when the first fails all hear of the failure, none goes to the receiver, and the next retry does', async () => {
    const { gw, up } = await pairForTest({ reply: () => undefined });
    up.reply(onceAllAreHere(gw, 50, 503));
    const body = freshBody();
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(gw, { body })));
    expect(new Set(answers.map(({ status, outcome }) => `${status} ${outcome ?? ''}`))).toEqual(
      new Set(['503 failed']),
    );
    expect(up.received.length).toBe(1);
    up.reply(200);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
    expect(up.received.length).toBe(2);
  });

  test('wave after wave against a receiver that fails at random: accepted once, and nothing after that', async () => {
    let calls = 0;
    const { gw, up } = await pairForTest({
      reply: (_, response) => {
        response.writeHead(++calls % 4 === 0 ? 200 : 500).end();
      },
    });
    const body = freshBody();
    let accepted = 0;
    for (let wave = 0; wave < 8; wave++) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(gw, { body })));
      accepted += answers.filter(({ outcome }) => outcome === 'accepted').length;
    }
    expect(accepted).toBe(1);
    expect(up.received.length).toBe(4);
  });
});

describe('those who wait are bounded', () => {
  test('in number: a quarter of maxInFlight; the others are asked at once to come again', async () => {
    const { gw, up } = await pairForTest({
      reply: after(600, 200),
      routes: (url) => [route(url, { more: { maxInFlight: 8 } })],
      top: { server: { maxInFlight: 8 } },
    });
    const body = freshBody();
    const first = deliver(gw, { body });
    await until('the first to reach the receiver', () => up.received.length === 1);
    const others = await Promise.all(Array.from({ length: 6 }, () => deliver(gw, { body })));
    const words = others.map(({ outcome }) => outcome).sort();
    expect(words).toEqual(['duplicate', 'duplicate', 'in_flight', 'in_flight', 'in_flight', 'in_flight']);
    expect((await first).outcome).toBe('accepted');
    expect(gw.lines()).toContainEqual(
      expect.objectContaining({ outcome: 'in_flight', reason: 'too_many_waiters' }),
    );
  });

  test("in time: at the source's deadline, with the time to wait", async () => {
    const { gw, up } = await pairForTest({
      reply: after(1_500, 200),
      routes: (url) => [route(url, { source: { deadline: '400ms' } })],
    });
    const body = freshBody();
    const first = deliver(gw, { body });
    await until('the first to reach the receiver', () => up.received.length === 1);
    const second = await deliver(gw, { body });
    expect(second).toMatchObject({ status: 503, outcome: 'in_flight' });
    expect(second.headers['retry-after']).toBe('5');
    expect((await first).outcome).toBe('timeout');
    await until('the late success', async () => (await deliver(gw, { body })).outcome === 'duplicate');
    expect(up.received.length).toBe(1);
  });
});

test('different deliveries at once do not wait for each other', async () => {
  const { gw, up } = await pairForTest({ reply: after(200, 200) });
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(gw)));
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
  expect(new Set(up.received.map(({ headers }) => headers['svix-id'])).size).toBe(20);
});
