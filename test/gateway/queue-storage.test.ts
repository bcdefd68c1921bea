/** What of a queued delivery lies in Redis, and for how long: the bytes as they came, no secret, nothing for ever. */
import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keysUnder, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { secretFor } from '../helpers/sign.js';
import {
  accepted,
  arrived,
  dead,
  entry,
  listed,
  nothingWaits,
  pass,
  pending,
  queuePair,
  received,
  type QueuePair,
} from './queue.js';
import { deliver, freshBody } from './setup.js';

/** Every key and every value under the prefix, as latin1 text, so that no byte hides. */
async function everything({ prefix }: Pick<QueuePair, 'prefix'>): Promise<Map<string, string>> {
  const keys = await keysUnder(sharedRedis(), prefix);
  return withClient(sharedRedis(), async (client) => {
    const all = new Map<string, string>();
    for (const key of keys.keys()) all.set(key, (await valueOf(client, key)).toString('latin1'));
    return all;
  });
}

type Client = Parameters<Parameters<typeof withClient>[1]>[0];

async function valueOf(client: Client, key: string): Promise<Buffer> {
  switch (await client.type(key)) {
    case 'string':
      return (await client.getBuffer(key)) ?? Buffer.alloc(0);
    case 'hash':
      return joined(Object.entries(await client.hgetallBuffer(key)).flat());
    case 'list':
      return joined(await client.lrangeBuffer(key, '0', '-1'));
    case 'set':
      return joined(await client.smembersBuffer(key));
    case 'zset':
      return joined(await client.zrangeBuffer(key, '0', '-1'));
    case 'stream':
      return joined((await client.xrange(key, '-', '+')).flat(2));
    case 'none':
      return Buffer.alloc(0);
    default:
      throw new Error(`a kind of value that nobody looks into: ${key}`);
  }
}

function joined(parts: readonly (Buffer | string)[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [Buffer.from(part as string), Buffer.from('\n')]));
}

/** Names of the keys that never expire, without the prefix. */
async function forEver({ prefix }: QueuePair): Promise<string[]> {
  const keys = await keysUnder(sharedRedis(), prefix);
  return [...keys].filter(([, ms]) => ms === -1).map(([key]) => key.slice(prefix.length + 1));
}

/** What the scheduler keeps per route, however many messages have passed. */
const SCHEDULER = /^\{a\}:q:(?:meta|id|events|marker|stalled-check|stalled|active|wait|delayed|limiter|pc)$/;

const BODIES: readonly (readonly [string, Buffer])[] = [
  ['an empty body', Buffer.alloc(0)],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x7d])],
  ['a NUL, and one at the end', Buffer.from('{"a":"\0"}\0')],
  ['line ends of every kind', Buffer.from('{\r\n"a":\n1\r}\u2028')],
  ['a byte order mark', Buffer.from('\ufeff{"event":"x"}')],
  ['a megabyte less a byte', randomBytes(1024 * 1024 - 1)],
  ['a megabyte', randomBytes(1024 * 1024)],
];

describe.each(['queued', 'spill'] as const)('mode %s', (mode) => {
  test.each(BODIES)('%s reaches the receiver byte for byte, also from the queue', async (_, body) => {
    const pair = await queuePair({ mode, reply: 503, delivery: { schedule: ['50ms', '50ms', '50ms'] } });
    const answer = await deliver(pair.gw, { body });
    expect([answer.status, answer.outcome]).toEqual([200, 'queued']);
    await received(pair, 2);
    pair.up.reply(200);
    await accepted(pair, answer.id);
    for (const one of pair.up.received) {
      expect(one.body.equals(body)).toBe(true);
      const key = Buffer.from(secretFor('svix').slice('whsec_'.length), 'base64');
      const { 'svix-id': id, 'svix-timestamp': time, 'svix-signature': signature } = one.headers;
      const mac = createHmac('sha256', key)
        .update(`${String(id)}.${String(time)}.`)
        .update(one.body);
      expect(signature).toBe(`v1,${mac.digest('base64')}`);
    }
    const { body: kept, bodyEncoding, bytes } = await entry(pair, answer.id);
    expect(bytes).toBe(body.length);
    expect(Buffer.from(kept ?? '', bodyEncoding === 'base64' ? 'base64' : 'utf8').equals(body)).toBe(true);
  });
});

test('the headers that go with a message come out of the queue as they went in', async () => {
  const pair = await queuePair({
    ...{ from: 'github', reply: 503 },
    destination: { forwardHeaders: ['x-tenant'] },
  });
  await deliver(pair.gw, {
    from: 'github',
    headers: {
      ...{ 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': 'd-1', 'X-Tenant': 'a "b" \\c' },
      ...{ 'Content-Type': 'application/vnd.github+json; charset=utf-8', Cookie: 'no=way' },
    },
  });
  await received(pair, 2);
  const [first, second] = pair.up.received.map(({ headers }) => headers);
  for (const headers of [first, second]) {
    expect(headers).toMatchObject({
      ...{ 'x-github-event': 'push', 'x-tenant': 'a "b" \\c' },
      'content-type': 'application/vnd.github+json; charset=utf-8',
      'webhook-gateway-event': 'push',
      'webhook-gateway-source': 'github',
    });
    expect(headers?.['cookie']).toBeUndefined();
    expect(headers?.['x-hub-signature-256']).toBeUndefined();
  }
});

describe('secrets and signatures', () => {
  const TOKEN_TO_RECEIVER = 'Bearer the-receiver-token-0123456789';

  test.each(['queued', 'spill'] as const)(
    'mode %s: none is in any key or value of Redis, waiting, dead, delivered or sent again',
    async (mode) => {
      const pair = await queuePair({
        mode,
        reply: { status: 503, body: 'come later' },
        delivery: { schedule: ['1h'] },
        source: { secrets: [secretFor('actuallycare'), secretFor('actuallycare', 'b')] },
        destination: {
          secrets: [secretFor('svix'), secretFor('svix', 'c')],
          headers: { Authorization: TOKEN_TO_RECEIVER },
        },
      });
      const spilled: Record<string, string> = { Authorization: 'Bearer from-outside', Cookie: 'session=1' };
      const waiting = await deliver(pair.gw, { headers: spilled });
      await received(pair, 1);
      const forbidden = new Set([
        ...['a', 'b'].map((seed) => secretFor('actuallycare', seed)),
        ...['a', 'c'].flatMap((seed) => [secretFor('svix', seed), secretFor('svix', seed).slice(6)]),
        ...['a', 'c'].map((seed) =>
          Buffer.from(secretFor('svix', seed).slice(6), 'base64').toString('latin1'),
        ),
        ...['the-receiver-token', 'from-outside', 'session=1'],
      ]);
      const look = async (): Promise<void> => {
        for (const { headers } of pair.up.received) {
          expect(headers['authorization']).toBe(TOKEN_TO_RECEIVER);
          for (const one of String(headers['svix-signature']).split(' ')) forbidden.add(one.slice(3));
        }
        const all = await everything(pair);
        expect(all.size).toBeGreaterThan(8);
        for (const [key, value] of all) {
          for (const secret of forbidden) {
            expect(key.includes(secret), key).toBe(false);
            expect(value.includes(secret), key).toBe(false);
          }
        }
        // The look sees what is there: the body and the receiver's answer are.
        const text = [...all.values()].join('\n');
        expect(text).toContain('lead.created');
        expect(text).toContain('come later');
      };
      await look();
      await pair.api('/routes/a/cancel', 'POST');
      pair.up.reply(422);
      await pair.api(`/deliveries/${waiting.id ?? ''}/replay`, 'POST');
      await received(pair, 2);
      await look();
      pair.up.reply(200);
      await pair.api(`/deliveries/${waiting.id ?? ''}/replay`, 'POST');
      await accepted(pair, waiting.id);
      await look();
      expect(forbidden.size).toBeGreaterThan(10);
    },
  );

  test('the scheduler holds keys alone: no body, no header, no id', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['1h'] } });
    const answer = await deliver(pair.gw, { body: '{"event":"lead.created","marker":"in the body"}' });
    await received(pair, 1);
    await until('its next look is planned', async () => (await entry(pair, answer.id)).attempts.length === 1);
    for (const [key, value] of await everything(pair)) {
      if (!key.startsWith(`${pair.prefix}:{a}:q:`)) continue;
      for (const text of ['in the body', 'lead.created', answer.id ?? '', 'application/json']) {
        expect(value.includes(text), key).toBe(false);
      }
    }
  });
});

describe('what stays, and what goes', () => {
  test('what is pending never expires: not the message, not its body, not its place', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['1h'] } });
    await deliver(pair.gw);
    await received(pair, 1);
    const names = await forEver(pair);
    for (const kind of [/^\{a\}:m:/, /^\{a\}:b:/, /^\{a\}:p:1$/, /^\{a\}:q:m[0-9a-f]{32}$/]) {
      expect(names.filter((name) => kind.test(name))).toHaveLength(1);
    }
    // Its record does expire, long after the message must have ended.
    const keys = await keysUnder(sharedRedis(), pair.prefix);
    const [record] = [...keys].filter(([key]) => key.startsWith(`${pair.prefix}:d:`));
    const days = (record?.[1] ?? 0) / 86_400_000;
    expect(days).toBeGreaterThan(10.9);
    expect(days).toBeLessThan(11.1);
  });

  test('once all is delivered, dead or cancelled nothing of it is for ever; what is, does not grow', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['10ms'] } });
    const dying = await deliver(pair.gw);
    await dead(pair, dying.id);
    pair.up.reply(200);
    await Promise.all(Array.from({ length: 20 }, () => deliver(pair.gw)));
    await nothingWaits(pair);
    await pair.api('/routes/a/pause', 'POST');
    await deliver(pair.gw);
    await pair.api('/routes/a/cancel', 'POST');
    await until('the scheduler has let go of all', async () => {
      const names = await forEver(pair);
      return names.every((name) => SCHEDULER.test(name) || ['queued:1', 'paused'].includes(name));
    });
    const sizes = await withClient(sharedRedis(), async (client) => [
      await client.xlen(`${pair.prefix}:{a}:q:events`),
      await client.scard(`${pair.prefix}:queued:1`),
    ]);
    expect(sizes[0]).toBeLessThanOrEqual(100);
    expect(sizes[1]).toBe(1);
  });

  test('with keepBodies: off the body is gone with the acceptance, and the rest of the log stays', async () => {
    const pair = await queuePair({ delivery: { keepBodies: 'off' } });
    const body = freshBody();
    const answer = await deliver(pair.gw, { body });
    await accepted(pair, answer.id);
    expect(await entry(pair, answer.id)).toMatchObject({
      ...{ body: null, bodyKept: false, bytes: Buffer.byteLength(body), event: 'lead.created' },
      attempts: [{ number: 1, status: 200, result: 'accepted' }],
    });
    const all = await everything(pair);
    expect([...all.keys()].filter((key) => key.includes('}:b:'))).toEqual([]);
    expect([...all.values()].join('\n')).not.toContain(body);
  });

  test('with keepBodies: off a message that waits or is dead has its body all the same', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['20ms'], keepBodies: 'off' } });
    const body = freshBody();
    const answer = await deliver(pair.gw, { body });
    expect(await entry(pair, answer.id)).toMatchObject({ body });
    await dead(pair, answer.id);
    expect(await entry(pair, answer.id)).toMatchObject({ body, bodyKept: true });
  });

  test('a body is kept for keepBodies, a dead letter for keepDead, an entry for deliveries.maxAge', async () => {
    const pair = await queuePair({
      delivery: { keepBodies: '2h', keepDead: '3d', schedule: ['10ms'] },
      more: { deliveries: { maxAge: '5h' } },
    });
    const delivered = await deliver(pair.gw);
    await accepted(pair, delivered.id);
    pair.up.reply(500);
    const dying = await deliver(pair.gw);
    await dead(pair, dying.id);
    const hours = new Map<string, number[]>();
    for (const [key, ms] of await keysUnder(sharedRedis(), pair.prefix)) {
      const kind = /\}:([mbx])(?::|$)/.exec(key)?.[1];
      if (kind)
        hours.set(
          kind,
          [...(hours.get(kind) ?? []), Math.ceil(ms / 3_600_000)].sort((a, b) => a - b),
        );
    }
    expect(Object.fromEntries(hours)).toEqual({ b: [2, 72], m: [5, 72], x: [72] });
  });

  test('the log holds maxCount deliveries, the latest; what is pushed out is gone with its body', async () => {
    const pair = await queuePair({ more: { deliveries: { maxCount: 5 } } });
    const ids: (string | undefined)[] = [];
    for (let i = 0; i < 12; i++) {
      ids.push((await deliver(pair.gw)).id);
      await nothingWaits(pair);
    }
    const { length } = arrived(pair, 'svix-id');
    expect(length).toBe(12);
    expect((await listed(pair, '/deliveries')).map(({ id }) => id)).toEqual(ids.slice(-5).reverse());
    expect((await pair.api(`/deliveries/${ids[0] ?? ''}`)).status).toBe(404);
    const keys = [...(await keysUnder(sharedRedis(), pair.prefix)).keys()];
    expect(keys.filter((key) => key.includes('}:m:'))).toHaveLength(5);
    expect(keys.filter((key) => key.includes('}:b:'))).toHaveLength(5);
  });

  test('a full log loses nothing that waits: it is delivered, and then found by its id', async () => {
    const pair = await queuePair({ reply: 503, more: { deliveries: { maxCount: 2 } } });
    await pair.api('/routes/a/pause', 'POST');
    const answers = [];
    for (let i = 0; i < 8; i++) answers.push(await deliver(pair.gw));
    expect(await pending(pair)).toBe(8);
    pair.up.reply(200);
    await pair.api('/routes/a/resume', 'POST');
    await nothingWaits(pair);
    expect(new Set(arrived(pair, 'svix-id'))).toEqual(new Set(answers.map(({ id }) => id)));
    for (const { id } of answers) expect(await entry(pair, id)).toMatchObject({ outcome: 'accepted' });
  });

  test('what is older than maxAge is listed no longer', async () => {
    const pair = await queuePair({ more: { deliveries: { maxAge: '1h' } } });
    const old = await deliver(pair.gw);
    await accepted(pair, old.id);
    await pass(pair, 2 * 3_600_000);
    const young = await deliver(pair.gw);
    await accepted(pair, young.id);
    expect((await listed(pair, '/deliveries')).map(({ id }) => id)).toEqual([young.id]);
  });
});
