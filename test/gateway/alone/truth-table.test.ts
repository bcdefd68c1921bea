/**
 * State × event → answer and action, row by row, for deliveries handed over directly: two replicas on one real Redis.
 * What needs a Redis that fails is in redis-truth-table.test.ts, what needs a replica that is killed in test/process.
 */
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../helpers/gateway.js';
import { lead, PATH, type Lead } from '../../helpers/leads.js';
import { until } from '../../helpers/servers.js';
import { sharedRedis } from '../../helpers/shared-redis.js';
import type { Reply } from '../../helpers/upstream.js';
import { deliver, startReplicas, type Replicas, type ReplicasOptions } from '../replicas.js';

let replicas: Replicas;

async function start(options: Omit<Partial<ReplicasOptions>, 'redis'> = {}): Promise<void> {
  replicas = await startReplicas({ redis: sharedRedis(), ...options });
}
afterEach(() => replicas.stop());

/** A receiver that answers when told. */
function held(status: number): { reply: Reply; answer: () => void } {
  let answer!: () => void;
  const told = new Promise<void>((resolve) => (answer = resolve));
  return {
    reply: (_request, response) => told.then(() => void response.writeHead(status).end()),
    answer,
  };
}

const begun = (count = 1): Promise<void> =>
  until('the receiver has it', () => replicas.receiver.received.length === count);

async function retried(delivery: Lead): Promise<Answer> {
  return deliver(replicas.b, delivery);
}

describe('nobody has it yet', () => {
  beforeEach(() => start());

  test('first attempt: claimed, forwarded, and the source hears the receiver’s own status', async () => {
    replicas.receiver.reply({ status: 201, body: 'made' });
    const delivery = lead();
    const answer = await deliver(replicas.a, delivery);
    expect(answer).toMatchObject({ status: 201, outcome: 'accepted', body: Buffer.from('made') });
    expect(await replicas.record(delivery)).toBe('1:D:201');
    expect(replicas.receiver.received).toHaveLength(1);
  });

  test('the connection ends before the whole delivery arrived: nothing is stored, the retry is clean', async () => {
    const delivery = lead();
    const half = request(replicas.a.url + PATH, {
      method: 'POST',
      headers: { ...delivery.headers, 'Content-Length': delivery.body.length },
    });
    half.on('error', () => undefined);
    half.write(delivery.body.subarray(0, 10));
    await until('it arrives', async () => (await replicas.a.metric('webhook_gateway_uploads')) === 1);
    half.destroy();
    await until('it is over', async () => (await replicas.a.metric('webhook_gateway_uploads')) === 0);
    expect(await replicas.record(delivery)).toBeNull();
    expect(await retried(delivery)).toMatchObject({ outcome: 'accepted' });
  });

  test('a forgery: 401, and no record to be seen', async () => {
    const delivery = lead();
    const forged = { ...delivery, body: Buffer.concat([delivery.body, Buffer.from(' ')]) };
    expect(await deliver(replicas.a, forged)).toMatchObject({ status: 401, outcome: 'invalid_signature' });
    expect(await replicas.record(forged)).toBeNull();
    expect(replicas.receiver.received).toHaveLength(0);
  });
});

describe('a replica that is gone has claimed it', () => {
  test('before it forwarded: the retry waits for the lease to end, takes over and forwards once', async () => {
    await start();
    const delivery = lead();
    await replicas.plant(delivery, '1:C:gone', 1_000);
    const started = performance.now();
    expect(await retried(delivery)).toMatchObject({ status: 200, outcome: 'accepted' });
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(replicas.receiver.received).toHaveLength(1);
    expect(await replicas.b.metric('webhook_gateway_claims_total', { result: 'takeover' })).toBe(1);
    expect(await replicas.record(delivery)).toBe('1:D:200');
  });

  test('and the source’s deadline comes before the lease ends: 503, to be tried again', async () => {
    await start({ deadline: '500ms' });
    const delivery = lead();
    await replicas.plant(delivery, '1:C:gone', 15_000);
    const answer = await retried(delivery);
    expect(answer).toMatchObject({ status: 503, outcome: 'in_flight' });
    expect(answer.headers['retry-after']).toBe('5');
    expect(replicas.receiver.received).toHaveLength(0);
  });
});

describe('a receiver accepted it', () => {
  test('any later retry, on either replica, is answered 200 here', async () => {
    await start();
    replicas.receiver.reply(202);
    const delivery = lead();
    expect(await deliver(replicas.a, delivery)).toMatchObject({ status: 202 });
    for (const replica of [replicas.a, replicas.b]) {
      expect(await deliver(replica, delivery)).toMatchObject({ status: 200, outcome: 'duplicate' });
    }
    expect(replicas.receiver.received).toHaveLength(1);
  });
});

describe('a live replica has claimed it', () => {
  test('a retry on the other one waits, and is a duplicate once it is accepted', async () => {
    await start();
    const { reply, answer } = held(200);
    replicas.receiver.reply(reply);
    const delivery = lead();
    const first = deliver(replicas.a, delivery);
    await begun();
    const second = retried(delivery);
    await until('it waits', async () => (await replicas.record(delivery))?.startsWith('1:C:') === true);
    answer();
    expect((await first).outcome).toBe('accepted');
    expect(await second).toMatchObject({ status: 200, outcome: 'duplicate' });
    expect(replicas.receiver.received).toHaveLength(1);
  });

  test('a retry whose deadline comes first hears 503', async () => {
    await start({ deadline: '600ms', timeout: '10s' });
    const { reply, answer } = held(200);
    replicas.receiver.reply(reply);
    const delivery = lead();
    const first = deliver(replicas.a, delivery);
    await begun();
    expect(await retried(delivery)).toMatchObject({ status: 503, outcome: 'in_flight' });
    expect((await first).outcome).toBe('timeout');
    answer();
    await until('it is remembered', async () => (await replicas.record(delivery)) === '1:D:200');
    expect(replicas.receiver.received).toHaveLength(1);
  });
});

describe('our own claim', () => {
  test('ran out and another took it: a late acceptance is told to the source, remembered and counted', async () => {
    await start();
    const { reply, answer } = held(200);
    replicas.receiver.reply(reply);
    const delivery = lead();
    const first = deliver(replicas.a, delivery);
    await begun();
    await replicas.plant(delivery, '1:C:another', 15_000);
    answer();
    expect(await first).toMatchObject({ status: 200, outcome: 'accepted' });
    expect(await replicas.record(delivery)).toBe('1:D:200');
    expect(await replicas.a.metric('webhook_gateway_claims_total', { result: 'takeover' })).toBe(1);
  });

  const answers: readonly [what: string, receiver: number, source: number, outcome: string][] = [
    ['a 4xx that is worth a retry under the receiver’s rule', 404, 502, 'failed'],
    ['410, final under both schemes', 410, 410, 'rejected'],
    ['408', 408, 408, 'failed'],
    ['429', 429, 429, 'failed'],
    ['500', 500, 500, 'failed'],
    ['503', 503, 503, 'failed'],
    ['a redirect, which is never followed', 302, 502, 'failed'],
  ];
  test.each(answers)(
    'the receiver answers %s (%i): the source hears %i',
    async (_, receiver, source, outcome) => {
      await start();
      replicas.receiver.reply({
        status: receiver,
        headers: { 'Retry-After': '7', Location: replicas.receiver.url },
      });
      const delivery = lead();
      const answer = await deliver(replicas.a, delivery);
      expect(answer).toMatchObject({ status: source, outcome });
      expect(answer.headers['retry-after']).toBe('7');
      expect(answer.headers['webhook-gateway-receiver-status']).toBe(String(receiver));
      expect(await replicas.record(delivery)).toBeNull();
      expect(replicas.receiver.received).toHaveLength(1);

      replicas.receiver.reply(200);
      expect(await retried(delivery)).toMatchObject({ status: 200, outcome: 'accepted' });
    },
  );

  test.each([
    ['nothing listens at the receiver’s', 'http://127.0.0.1:1'],
    ['the receiver’s name leads nowhere', 'http://receiver.invalid'],
    ['the receiver does not speak TLS', 'https://127.0.0.1:${port}'],
  ])('%s: 502, nothing was sent, and free at once', async (_, url) => {
    await start({ receiver: url });
    const delivery = lead();
    expect(await deliver(replicas.a, delivery)).toMatchObject({ status: 502, outcome: 'unreachable' });
    expect(await replicas.record(delivery)).toBeNull();
    expect(replicas.receiver.received).toHaveLength(0);
  });

  test.each([
    ['accepts', 200, '1:D:200'],
    ['fails', 500, null],
  ])(
    'no answer by the deadline: 504; the attempt goes on, and when it %s the record says so',
    async (_, status, record) => {
      await start({ deadline: '300ms', timeout: '10s' });
      const { reply, answer } = held(status);
      replicas.receiver.reply(reply);
      const delivery = lead();
      expect(await deliver(replicas.a, delivery)).toMatchObject({ status: 504, outcome: 'timeout' });
      expect(await replicas.record(delivery)).toMatch(/^1:C:/);
      expect(await replicas.a.metric('webhook_gateway_detached')).toBe(1);
      answer();
      await until('it is settled', async () => (await replicas.record(delivery)) === record);
      replicas.receiver.reply(200);
      expect((await retried(delivery)).outcome).toBe(status === 200 ? 'duplicate' : 'accepted');
    },
  );

  test('the receiver breaks the connection after it was sent: 502, free, the retry has the same svix-id', async () => {
    await start();
    replicas.receiver.reply((_request, response) => void response.destroy());
    const delivery = lead();
    expect(await deliver(replicas.a, delivery)).toMatchObject({ status: 502, outcome: 'unreachable' });
    expect(await replicas.record(delivery)).toBeNull();
    replicas.receiver.reply(200);
    await retried(delivery);
    const [first, second] = replicas.receiver.received.map(({ headers }) => headers['svix-id']);
    expect(first).toMatch(/^msg_/);
    expect(second).toBe(first);
  });

  test('the gateway drains: a normal answer with Connection: close, and remembered', async () => {
    await start();
    const { reply, answer } = held(200);
    replicas.receiver.reply(reply);
    const delivery = lead();
    const { body, headers } = delivery;
    // Keeps its connection, unless told otherwise.
    const first = fetch(replicas.a.url + PATH, { method: 'POST', headers, body: new Uint8Array(body) });
    await begun();
    const drained = replicas.a.stop();
    answer();
    const answered = await first;
    expect(answered.status).toBe(200);
    expect(answered.headers.get('webhook-gateway-outcome')).toBe('accepted');
    expect(answered.headers.get('connection')).toBe('close');
    await drained;
    expect(await retried(delivery)).toMatchObject({ outcome: 'duplicate' });
  });
});
