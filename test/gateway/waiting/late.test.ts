/** Receivers slower than the source's patience, and sources that do not stay to hear the answer. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { expectProblem, deliver, freshBody, pairForTest, route } from '../setup.js';
import { until } from '../../helpers/servers.js';
import { openRaw, requestText } from '../../helpers/raw.js';
import { secretFor, signHeaders } from '../../helpers/sign.js';
import type { Reply } from '../../helpers/upstream.js';

/** Answers when told to. */
function held(): { reply: Reply; answer: (status: number) => void } {
  let answer: (status: number) => void = () => {
    throw new Error('nothing came yet');
  };
  return {
    reply: (_, response) => {
      answer = (status) => {
        response.writeHead(status).end();
      };
    },
    answer: (status) => {
      answer(status);
    },
  };
}

describe("a receiver slower than the source's deadline", () => {
  const routes = (url: string) => [route(url, { source: { deadline: '300ms' } })];

  test('504 at the deadline, the attempt goes on, and its late success makes the retry a duplicate', async () => {
    const { reply, answer } = held();
    const { gw, up } = await pairForTest({ reply, routes });
    const body = freshBody();
    const first = await deliver(gw, { body });
    expect(first).toMatchObject({ status: 504, outcome: 'timeout' });
    expectProblem(first, 'timeout');
    expect(await gw.metric('webhook_gateway_detached')).toBe(1);
    // The request is answered, so it is in flight no more.
    expect(await gw.metric('webhook_gateway_in_flight', { route: 'a' })).toBe(0);
    answer(200);
    await until('the end of the attempt', async () => (await gw.metric('webhook_gateway_detached')) === 0);

    expect(await deliver(gw, { body })).toMatchObject({ outcome: 'duplicate', status: 200, id: first.id });
    expect(up.received.length).toBe(1);
    expect(await gw.metric('webhook_gateway_attempts_total', { result: 'accepted' })).toBe(1);
    expect(gw.lines()).toContainEqual(
      expect.objectContaining({
        msg: 'late attempt',
        messageId: first.id,
        receiverStatus: 200,
        remembered: true,
      }),
    );
  });

  test('a late failure frees the way for the retry', async () => {
    const { reply, answer } = held();
    const { gw, up } = await pairForTest({ reply, routes });
    const body = freshBody();
    expect((await deliver(gw, { body })).outcome).toBe('timeout');
    answer(500);
    await until('the end of the attempt', async () => (await gw.metric('webhook_gateway_detached')) === 0);
    up.reply(200);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
    expect(up.received.length).toBe(2);
  });

  test('a retry that comes while the attempt goes on gets its end, and no attempt of its own', async () => {
    const { reply, answer } = held();
    const { gw, up } = await pairForTest({ reply, routes });
    const body = freshBody();
    expect((await deliver(gw, { body })).outcome).toBe('timeout');
    const retry = deliver(gw, { body });
    await until(
      'the retry to wait',
      async () => (await gw.metric('webhook_gateway_in_flight', { route: 'a' })) === 1,
    );
    answer(200);
    expect(await retry).toMatchObject({ outcome: 'duplicate', status: 200 });
    expect(up.received.length).toBe(1);
  });

  test("`destination.timeout` ends the attempt, also one that outlived the source's deadline", async () => {
    const { gw, up } = await pairForTest({
      reply: () => undefined,
      routes: (url) => [route(url, { source: { deadline: '150ms' }, destination: { timeout: '500ms' } })],
    });
    const body = freshBody();
    expect((await deliver(gw, { body })).outcome).toBe('timeout');
    expect(await gw.metric('webhook_gateway_detached')).toBe(1);
    await until('the end of the attempt', async () => (await gw.metric('webhook_gateway_detached')) === 0);
    expect(await gw.metric('webhook_gateway_attempts_total', { result: 'timeout' })).toBe(1);
    up.reply(200);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
  });

  test('more of them than may go on: the next is given up at the deadline, and its way is free', async () => {
    const { gw, up } = await pairForTest({
      reply: () => undefined,
      routes: (url) => [route(url, { source: { deadline: '1s' }, more: { maxInFlight: 300 } })],
    });
    const answers = await Promise.all(Array.from({ length: 260 }, () => deliver(gw)));
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['timeout']));
    expect(await gw.metric('webhook_gateway_detached')).toBe(256);
    const givenUp = (count: number) =>
      until(
        `${count} to be given up`,
        async () => (await gw.metric('webhook_gateway_attempts_total', { result: 'timeout' })) === count,
      );
    await givenUp(4);
    const asked = up.received.length;
    const body = freshBody();
    expect((await deliver(gw, { body })).outcome).toBe('timeout');
    await givenUp(5);
    up.reply(200);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
    expect(up.received.length).toBe(asked + 2);
  });
});

describe('a source that goes away', () => {
  const AC = secretFor('actuallycare');

  test('while the receiver works: the attempt goes on, and its success is remembered', async () => {
    const { reply, answer } = held();
    const { gw, up } = await pairForTest({ reply });
    const body = freshBody();
    const headers = {
      Host: 'x',
      ...signHeaders('actuallycare', AC, body),
      'Content-Length': String(body.length),
    };
    const source = await openRaw(gw.gateway.publicPort);
    source.write(requestText('/a', headers, body));
    await until('the receiver to have it', () => up.received.length === 1);
    source.socket.resetAndDestroy();
    await sleep(50);
    answer(200);
    await until('the end', async () => (await gw.metric('webhook_gateway_in_flight', { route: 'a' })) === 0);
    expect(await gw.metric('webhook_gateway_deliveries_total', { outcome: 'accepted' })).toBe(1);
    expect((await deliver(gw, { body })).outcome).toBe('duplicate');
    expect(up.received.length).toBe(1);
  });

  test("again and again: each body's room is given back once, so the limit still holds", async () => {
    const { gw, up } = await pairForTest({
      reply: (_, response) => {
        setTimeout(() => response.writeHead(500).end(), 100);
      },
      top: { server: { maxBufferedBytes: '64kb' } },
    });
    for (let i = 0; i < 10; i++) {
      const body = JSON.stringify({ event: 'x', i, fill: 'x'.repeat(40_000) });
      const headers = {
        Host: 'x',
        ...signHeaders('actuallycare', AC, body),
        'Content-Length': String(body.length),
      };
      const source = connect(gw.gateway.publicPort, '127.0.0.1');
      source.on('error', () => undefined);
      source.write(requestText('/a', headers, body));
      await until('the receiver to have it', () => up.received.length === i + 1);
      source.resetAndDestroy();
      await until(
        'the end',
        async () => (await gw.metric('webhook_gateway_in_flight', { route: 'a' })) === 0,
      );
    }
    const big = () => JSON.stringify({ event: 'x', n: freshBody(), fill: 'x'.repeat(40_000) });
    const answers = await Promise.all([deliver(gw, { body: big() }), deliver(gw, { body: big() })]);
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'overloaded']);
  });
});
