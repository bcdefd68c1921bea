/** Mode `queued`: acknowledged after the durable write, delivered on the schedule, again on an operator’s word. */
import { Webhook } from 'svix';
import { describe, expect, test } from 'vitest';
import { until } from '../helpers/servers.js';
import { secretFor } from '../helpers/sign.js';
import { accepted, entry, pending, queuePair, routeState } from './queue.js';
import { deliver, freshBody } from './setup.js';

describe('accepting', () => {
  test('the source hears 200 queued with the message id the receiver will see, and the bytes arrive as they came', async () => {
    const pair = await queuePair();
    const body = Buffer.concat([
      Buffer.from('{"event":"lead.created","x":"'),
      Buffer.from([0xff, 0x00, 0xfe]),
      Buffer.from('"}'),
    ]);
    const answer = await deliver(pair.gw, { body });
    expect([answer.status, answer.outcome]).toEqual([200, 'queued']);
    expect(JSON.parse(answer.body.toString())).toEqual({ outcome: 'queued', id: answer.id });
    await accepted(pair, answer.id);
    expect(pair.up.received).toHaveLength(1);
    expect(pair.up.received[0]?.body.equals(body)).toBe(true);
    expect(pair.up.received[0]?.headers['svix-id']).toBe(answer.id);
  });

  test('a retry is a duplicate while the message waits and after it was delivered', async () => {
    const pair = await queuePair({ reply: 500, delivery: { schedule: ['1h'] } });
    const body = freshBody();
    await deliver(pair.gw, { body });
    await until('it was tried', () => pair.up.received.length === 1);
    expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
    expect(await pending(pair)).toBe(1);
    pair.up.reply(200);
    const [message] = pair.up.received;
    await pair.api(`/deliveries/${String(message?.headers['svix-id'])}/replay`, 'POST');
    await until('it was delivered', () => pair.up.received.length === 2);
    await until('nothing waits', async () => (await pending(pair)) === 0);
    expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
    expect(pair.up.received).toHaveLength(2);
  });

  test('without dedupe equal receipts are all delivered', async () => {
    const pair = await queuePair({ more: { dedupe: false } });
    const body = freshBody();
    for (let i = 0; i < 3; i++) expect((await deliver(pair.gw, { body })).outcome).toBe('queued');
    await until('all arrived', () => pair.up.received.length === 3);
  });

  test('fifty twins at once are one message', async () => {
    const pair = await queuePair();
    const body = freshBody();
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(pair.gw, { body })));
    expect(answers.filter(({ outcome }) => outcome === 'queued')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(49);
    await until('it arrived', () => pair.up.received.length === 1);
  });
});

describe('delivering', () => {
  test('attempts follow the schedule under one message id, each signed anew, until one is accepted', async () => {
    const pair = await queuePair({ reply: 500, delivery: { schedule: ['100ms', '200ms', '1h'] } });
    const answer = await deliver(pair.gw);
    await until('two attempts failed', () => pair.up.received.length === 2);
    pair.up.reply(200);
    await accepted(pair, answer.id);
    const { received } = pair.up;
    expect(received.map(({ headers }) => headers['webhook-gateway-attempt'])).toEqual(['1', '2', '3']);
    expect(new Set(received.map(({ headers }) => headers['svix-id']))).toEqual(new Set([answer.id]));
    const waits = received.slice(1).map(({ at }, i) => at - (received[i]?.at ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(95);
    expect(waits[1]).toBeGreaterThanOrEqual(195);
    for (const { headers, body } of received) {
      new Webhook(secretFor('svix')).verify(body.toString(), headers as Record<string, string>);
    }
    const { attempts } = await entry(pair, answer.id);
    expect(attempts.map(({ status, result }) => [status, result])).toEqual([
      [500, 'retry'],
      [500, 'retry'],
      [200, 'accepted'],
    ]);
  });

  test('a 410 pauses the route, nothing is lost, and what waited is delivered when it goes on', async () => {
    const pair = await queuePair({ reply: 410 });
    const answer = await deliver(pair.gw);
    await until('the route is paused', async () => (await routeState(pair))['paused'] === 'gone');
    await deliver(pair.gw);
    expect(await pending(pair)).toBe(2);
    pair.up.reply(200);
    await pair.api('/routes/a/resume', 'POST');
    await accepted(pair, answer.id);
    await until('nothing waits', async () => (await pending(pair)) === 0);
  });

  test('Retry-After puts the next attempt off', async () => {
    const pair = await queuePair({
      reply: { status: 503, headers: { 'Retry-After': '1' } },
      delivery: { schedule: ['10ms'] },
    });
    await deliver(pair.gw);
    await until('it was tried again', () => pair.up.received.length === 2);
    const [one, two] = pair.up.received;
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('two gateways share the work: each message arrives once', async () => {
    const one = await queuePair();
    const two = await queuePair({ beside: one });
    // One each before the rush: what a process does for the first time takes it longer than a store's answer may.
    const first = [await deliver(one.gw), await deliver(two.gw)];
    const rush = Array.from({ length: 58 }, (_, i) => deliver(i % 2 === 0 ? one.gw : two.gw));
    const answers = [...first, ...(await Promise.all(rush))];
    expect(answers.map(({ outcome }) => outcome)).toEqual(answers.map(() => 'queued'));
    await until('all arrived', () => one.up.received.length >= 60);
    await until('nothing waits', async () => (await pending(one)) === 0);
    expect(new Set(one.up.received.map(({ headers }) => headers['svix-id'])).size).toBe(60);
    expect(one.up.received).toHaveLength(60);
  });
});

describe('on an operator’s word', () => {
  test('a delivered message is delivered again, past dedupe and under its id, while its body is kept', async () => {
    const pair = await queuePair();
    const answer = await deliver(pair.gw);
    await accepted(pair, answer.id);
    expect((await pair.api(`/deliveries/${answer.id ?? ''}/replay`, 'POST')).status).toBe(202);
    await until('it arrived again', () => pair.up.received.length === 2);
    expect(pair.up.received[1]?.headers['svix-id']).toBe(answer.id);
  });

  test('without its body it cannot be, and says so', async () => {
    const pair = await queuePair({ delivery: { keepBodies: 'off' } });
    const answer = await deliver(pair.gw);
    await accepted(pair, answer.id);
    const replayed = await pair.api(`/deliveries/${answer.id ?? ''}/replay`, 'POST');
    expect([replayed.status, replayed.body['code']]).toEqual([409, 'body_not_kept']);
    expect(await entry(pair, answer.id)).toMatchObject({ bodyKept: false });
  });

  test('a paused route accepts and holds, on every replica; resumed, it delivers', async () => {
    const one = await queuePair();
    const two = await queuePair({ beside: one });
    await one.api('/routes/a/pause', 'POST');
    await until('the other knows', async () => (await routeState(two))['paused'] === 'operator', 3_000);
    expect((await deliver(one.gw)).outcome).toBe('queued');
    expect((await deliver(two.gw)).outcome).toBe('queued');
    expect(await pending(one)).toBe(2);
    await two.api('/routes/a/resume', 'POST');
    await until('both arrived', () => one.up.received.length === 2);
  });

  test('forgotten, the provider’s own replay passes', async () => {
    const pair = await queuePair();
    const body = freshBody();
    const answer = await deliver(pair.gw, { body });
    await accepted(pair, answer.id);
    expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
    expect((await pair.api(`/deliveries/${answer.id ?? ''}/forget`, 'POST')).status).toBe(200);
    expect((await deliver(pair.gw, { body })).outcome).toBe('queued');
    await until('it arrived again', () => pair.up.received.length === 2);
  });
});
