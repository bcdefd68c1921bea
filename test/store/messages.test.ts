/** The promises of steps/messages.ts, kept by the scripts in Redis. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LoggedAttempt } from '../../src/model/log-entry.js';
import { StoreUnavailable } from '../../src/line/claim/claim-store.js';
import type {
  Begun,
  Ended,
  IdKind,
  ListedEntry,
  MessageStore,
  StoredMessage,
} from '../../src/queue/message-store.js';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { entryOf, KEEPING, newKey, newMessageOf, T0 } from '../helpers/messages.js';
import { attemptOf, WAY } from '../helpers/operations.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';

const ROUTE = 'a';
const MINUTE = 60_000;

let store: RedisStore;
let messages: MessageStore;
let prefix: string;

beforeEach(async () => {
  prefix = randomPrefix();
  store = createRedisStore({ url: sharedRedis(), prefix });
  messages = store.messages;
  await store.ready(2_000);
});
afterEach(async () => {
  await store.close();
  await withClient(sharedRedis(), async (client) => {
    for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
  });
});

/** Milliseconds a key has left, by its name without prefix and route: -1 none, undefined where there is no such key. */
async function left(): Promise<Map<string, number>> {
  const keys = await keysUnder(sharedRedis(), prefix);
  keys.delete(`${prefix}:probe`);
  return new Map([...keys].map(([key, ms]) => [key.slice(prefix.length + 1).replace('{a}:', ''), ms]));
}

/** As if `ms` had passed for Redis, whose clock cannot be moved: what every key has left is shortened. */
async function pass(ms: number): Promise<void> {
  await withClient(sharedRedis(), async (client) => {
    for (const [key, ttl] of await keysUnder(sharedRedis(), prefix)) {
      if (ttl > ms) await client.pexpire(key, ttl - ms);
      else if (ttl >= 0) await client.del(key);
    }
  });
}

function stored(begun: Begun): StoredMessage {
  if (typeof begun === 'string') throw new Error(`not begun: ${begun}`);
  return begun;
}

const begin = async (key: string): Promise<StoredMessage> => stored(await messages.begin(ROUTE, key, false));
const entry = (key: string) => messages.entry({ lane: ROUTE, key });
const body = (key: string) => messages.body({ lane: ROUTE, key });
/** Where the deliveries with an id lie. */
const find = async (kind: IdKind, id: string, routes: readonly string[] = [ROUTE]) =>
  (await messages.find(routes, kind, id)).map(({ lane, key }) => ({ lane, key }));
const end = (key: string, ended: Ended) => messages.end(ROUTE, key, ended, KEEPING);

const waits = (attempt: LoggedAttempt | undefined, notBefore = T0 + MINUTE): Ended => ({
  state: 'waits',
  attempt,
  notBefore,
});
const accepted = (attempt?: LoggedAttempt, at = T0 + 50): Ended => ({ state: 'accepted', attempt, at });
const dies = (dead: 'exhausted' | 'cancelled' | 'final', attempt?: LoggedAttempt, at = T0 + 50): Ended => ({
  state: 'dead',
  attempt,
  at,
  outcome: 'failed',
  dead,
});

/** One that is stored, and its key. */
async function put(...given: Parameters<typeof newMessageOf>): Promise<string> {
  const message = newMessageOf(...given);
  await messages.put(ROUTE, message, KEEPING);
  return message.key;
}

describe('putting', () => {
  test.each([
    ['nothing at all', Buffer.alloc(0)],
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0xfe, 0x0a, 0xc3])],
    ['a megabyte', randomBytes(1024 * 1024)],
  ])('%s comes back byte for byte', async (_, bytes) => {
    const key = await put({}, { body: bytes });
    expect((await begin(key)).message.body.equals(bytes)).toBe(true);
    expect((await body(key))?.equals(bytes)).toBe(true);
    expect(await entry(key)).toMatchObject({ bytes: bytes.length, bodyKept: true });
  });

  test('everything of a message comes back as it was, and what is not there stays away', async () => {
    const message = {
      id: 'msg_1',
      event: 'lead.\u00fc\u2028"created',
      sourceId: 'evt_1',
      contentType: undefined,
      headers: ['X-GitHub-Event', 'a "b" \u00e9\u00ff', 'X-Empty', ''],
    };
    const key = await put({ notBefore: T0 + 7 }, message);
    const { message: back, clock, ...rest } = await begin(key);
    expect(back).toMatchObject(message);
    expect(rest).toEqual({
      destination: 'crm',
      ...{ untranslated: false, owner: 'owner-1', receivedAt: T0, armedAt: T0, attempts: 0 },
      ...{ attemptsOfSchedule: 0, replay: false, notBefore: T0 + 7, crashes: 0 },
    });
    expect(Math.abs(clock() - Date.now())).toBeLessThan(1_000);
  });

  test('attempts made before count as the schedule’s first, and say when the next one is', async () => {
    const made = attemptOf({ status: 503, answer: 'b\u00fcsy' });
    const key = await put({ attempts: [made], notBefore: T0 + MINUTE });
    expect(await begin(key)).toMatchObject({ attempts: 1, attemptsOfSchedule: 1, notBefore: T0 + MINUTE });
    expect(await entry(key)).toMatchObject({ attempts: [made], nextAttemptAt: T0 + MINUTE });
  });

  test('one that is due at once is listed as due since its receipt', async () => {
    const key = await put();
    expect(await entry(key)).toMatchObject({ outcome: 'queued', nextAttemptAt: T0, endedAt: undefined });
  });

  test('one that is pending stays as it is: the second body is nobody’s', async () => {
    const first = newMessageOf({}, { body: Buffer.from('first') });
    await messages.put(ROUTE, first, KEEPING);
    await end(first.key, waits(attemptOf()));
    const again = { ...first, owner: 'owner-2', message: { ...first.message, body: Buffer.from('second') } };
    await messages.put(ROUTE, { ...again, receivedAt: T0 + 10, attempts: [attemptOf()] }, KEEPING);
    const begun = await begin(first.key);
    expect(begun).toMatchObject({ owner: 'owner-1', receivedAt: T0, attempts: 1, notBefore: T0 + MINUTE });
    expect(String(begun.message.body)).toBe('first');
    expect(await messages.counts(ROUTE)).toEqual({ pending: 1, dead: 0, oldest: T0 });
  });

  test('a dead letter is armed again: its attempts stay listed, its schedule begins anew', async () => {
    const message = newMessageOf();
    await messages.put(ROUTE, message, KEEPING);
    await begin(message.key);
    await end(message.key, waits(attemptOf({ status: 500 })));
    await begin(message.key);
    await end(message.key, dies('exhausted', attemptOf({ status: 502, at: T0 + 2 })));
    await messages.put(ROUTE, { ...message, receivedAt: T0 + MINUTE, attempts: [attemptOf()] }, KEEPING);
    expect(await begin(message.key)).toMatchObject({
      ...{
        attempts: 3,
        attemptsOfSchedule: 1,
        armedAt: T0 + MINUTE,
        notBefore: 0,
        replay: false,
        crashes: 0,
      },
    });
    expect(await entry(message.key)).toMatchObject({
      ...{ outcome: 'queued', dead: undefined, endedAt: undefined, receivedAt: T0 },
      attempts: [{ status: 500 }, { status: 502 }, { status: 503 }],
    });
    expect(await messages.counts(ROUTE)).toMatchObject({ pending: 1, dead: 0 });
  });

  test('what is pending never expires, nor what leads to it by its ids; the log does', async () => {
    const key = await put({}, { sourceId: 'evt_1' });
    const keys = await left();
    expect([...keys].filter(([, ms]) => ms === -1).map(([name]) => name)).toEqual(
      expect.arrayContaining([`m:${key}`, `b:${key}`, 'p:1']),
    );
    expect([...keys].filter(([, ms]) => ms === -1)).toHaveLength(6);
    expect(keys.get('queued:1')).toBe(-1);
    expect(keys.get('l:1')).toBeGreaterThan(KEEPING.log - MINUTE);
    for (const pointer of ['n:', 's:1:'])
      expect([...keys].filter(([name, ms]) => name.startsWith(pointer) && ms === -1)).toHaveLength(1);
    await pass(400 * KEEPING.log);
    expect(await begin(key)).toMatchObject({ attempts: 0 });
    expect(await find('source', 'evt_1')).toEqual([{ lane: ROUTE, key }]);
  });
});

describe('what a queue holds', () => {
  const due = (ms: number, now: number): [number, string] => [(now + ms) * 4_096 + 7, `m${newKey()}`];

  test('is counted by the span in which it is due, beside what waits and what is attempted', async () => {
    await put({ receivedAt: T0 + 5 });
    await put({ receivedAt: T0 + 3 });
    const now = await messages.time(ROUTE);
    // The clock goes on meanwhile: none of them comes to the end of its span before the test does.
    const times = [-MINUTE, MINUTE - 1, 2 * MINUTE, 2 * MINUTE + 1, 30 * MINUTE, 400 * MINUTE];
    await withClient(sharedRedis(), async (client) => {
      await client.zadd(`${prefix}:{a}:q:delayed`, ...times.flatMap((ms) => due(ms, now)));
      await client.rpush(`${prefix}:{a}:q:wait`, 'm1', 'm2', 'm3');
      await client.rpush(`${prefix}:{a}:q:active`, 'm4');
    });
    const { at, ...held } = await messages.queue(ROUTE, [0, MINUTE, 5 * MINUTE, 60 * MINUTE]);
    expect(Math.abs(at - now)).toBeLessThan(MINUTE);
    expect(held).toEqual({
      ...{ waiting: 3, active: 1, due: [1, 1, 2, 1, 1], dead: 0, oldest: T0 + 3 },
    });
  });

  test('tells why its dead letters died, the newest first, and passes over what another version wrote', async () => {
    const keys: string[] = [];
    for (const [i, reason] of (['exhausted', 'final', 'final', 'exhausted', 'final'] as const).entries()) {
      const key = await put();
      await end(key, dies(reason, undefined, T0 + i));
      keys.push(key);
    }
    expect(await messages.queue(ROUTE, [0])).toMatchObject({ due: [0, 0], dead: 5, oldest: undefined });
    expect(await messages.deadReasons(ROUTE, 0, 3)).toEqual(['final', 'exhausted', 'final']);
    expect(await messages.deadReasons(ROUTE, 3, 3)).toEqual(['final', 'exhausted']);
    await withClient(sharedRedis(), (client) => client.hset(`${prefix}:{a}:m:${keys[4] ?? ''}`, 'v', '99'));
    await withClient(sharedRedis(), (client) => client.del(`${prefix}:{a}:m:${keys[3] ?? ''}`));
    expect(await messages.deadReasons(ROUTE, 0, 10)).toEqual(['final', 'final', 'exhausted']);
  });

  test('of a lane that never stored anything is nothing', async () => {
    expect(await messages.queue('never', [0])).toMatchObject({
      ...{ waiting: 0, active: 0, due: [0, 0], dead: 0, oldest: undefined },
    });
    expect(await messages.deadReasons('never', 0, 10)).toEqual([]);
  });
});

describe('beginning', () => {
  test('there is nothing to begin of what was never stored, or has ended', async () => {
    expect(await messages.begin(ROUTE, newKey(), false)).toBe('gone');
    const key = await put();
    await begin(key);
    await end(key, accepted(attemptOf({ status: 200, result: 'accepted' })));
    expect(await messages.begin(ROUTE, key, false)).toBe('gone');
  });

  test('a message whose body is gone is lost', async () => {
    const key = await put();
    await withClient(sharedRedis(), (client) => client.del(`${prefix}:{a}:b:${key}`));
    expect(await messages.begin(ROUTE, key, false)).toBe('lost');
    expect(await messages.begin(ROUTE, key, true)).toBe('lost');
  });

  test('beginnings that never ended are crashes: from two on it is begun alone, at five it is poison', async () => {
    const key = await put();
    for (const crashes of [0, 1]) expect(await begin(key)).toMatchObject({ crashes });
    for (const crashes of [2, 3, 4]) {
      expect(await messages.begin(ROUTE, key, false)).toBe('suspect');
      expect(await messages.begin(ROUTE, key, true)).toMatchObject({ crashes });
    }
    expect(await messages.begin(ROUTE, key, false)).toBe('poison');
    expect(await messages.begin(ROUTE, key, true)).toBe('poison');
    await end(key, dies('final'));
    expect(await messages.begin(ROUTE, key, true)).toBe('gone');
  });

  test('asking for a suspect in vain is no crash', async () => {
    const key = await put();
    await begin(key);
    await begin(key);
    for (let i = 0; i < 10; i++) expect(await messages.begin(ROUTE, key, false)).toBe('suspect');
    expect(await messages.begin(ROUTE, key, true)).toMatchObject({ crashes: 2 });
  });

  test.each([
    ['a wait', waits(attemptOf())],
    ['a wait without an attempt', waits(undefined)],
  ])('%s sets the count of crashes back', async (_, ended) => {
    const key = await put();
    await begin(key);
    await begin(key);
    await end(key, ended);
    expect(await begin(key)).toMatchObject({ crashes: 0 });
    expect(await begin(key)).toMatchObject({ crashes: 1 });
  });

  test('a crash is not an attempt', async () => {
    const key = await put();
    await begin(key);
    expect(await begin(key)).toMatchObject({ attempts: 0, attemptsOfSchedule: 0 });
  });

  test('what is not translated says so', async () => {
    const key = await put({ untranslated: true });
    expect(await begin(key)).toMatchObject({ untranslated: true });
  });
});

describe('ending', () => {
  test('one that waits stays pending, with its attempt and its next time', async () => {
    const key = await put();
    await begin(key);
    const made = attemptOf({ status: undefined, result: 'unreachable', answer: undefined });
    await end(key, waits(made, T0 + 5_000));
    expect(await begin(key)).toMatchObject({ attempts: 1, attemptsOfSchedule: 1, notBefore: T0 + 5_000 });
    expect(await entry(key)).toMatchObject({
      ...{ outcome: 'queued', attempts: [made], nextAttemptAt: T0 + 5_000, endedAt: undefined },
    });
    expect(await messages.counts(ROUTE)).toMatchObject({ pending: 1 });
  });

  test('accepted: no longer pending, its time and attempt are noted, and its body stays for replay', async () => {
    const key = await put();
    await begin(key);
    await end(key, accepted(attemptOf({ status: 204, result: 'accepted' })));
    expect(await entry(key)).toMatchObject({
      ...{ outcome: 'accepted', dead: undefined, endedAt: T0 + 50, nextAttemptAt: undefined, bodyKept: true },
      attempts: [{ number: 1, status: 204, result: 'accepted' }],
    });
    expect(await messages.counts(ROUTE)).toEqual({ pending: 0, dead: 0, oldest: undefined });
  });

  test('dead: listed with its reason and what the last attempt came to', async () => {
    const key = await put();
    await begin(key);
    await end(key, dies('exhausted', attemptOf()));
    expect(await entry(key)).toMatchObject({
      outcome: 'failed',
      dead: 'exhausted',
      endedAt: T0 + 50,
      bodyKept: true,
    });
    const { data } = await list('dead');
    expect(data.map((one) => one.key)).toEqual([key]);
    expect(await messages.counts(ROUTE)).toEqual({ pending: 0, dead: 1, oldest: undefined });
  });

  test('cancelled: in the log, not among the dead letters', async () => {
    const key = await put();
    await end(key, dies('cancelled'));
    expect(await entry(key)).toMatchObject({ dead: 'cancelled' });
    expect((await list('dead')).data).toEqual([]);
    expect((await list('log')).data.map((one) => one.key)).toEqual([key]);
    expect(await messages.counts(ROUTE)).toEqual({ pending: 0, dead: 0, oldest: undefined });
  });

  test.each([
    ['waits', waits(attemptOf())],
    ['accepted', accepted(attemptOf({ status: 200, result: 'accepted' }))],
    ['dead', dies('exhausted', attemptOf())],
  ] as const)('written twice, because the first answer was lost, %s counts once', async (_, ended) => {
    const key = await put();
    await begin(key);
    await end(key, ended);
    const once = await entry(key);
    await end(key, ended);
    expect(await entry(key)).toEqual(once);
    expect(once?.attempts).toHaveLength(1);
  });

  test('two attempts that were made are both noted, though both began as the first', async () => {
    const key = await put();
    await begin(key);
    await begin(key);
    await end(key, waits(attemptOf({ at: T0 + 1 })));
    await end(key, waits(attemptOf({ at: T0 + 2 })));
    expect((await entry(key))?.attempts.map(({ number, at }) => [number, at])).toEqual([
      [1, T0 + 1],
      [2, T0 + 2],
    ]);
  });

  test('an attempt of the line that ends late is noted, however many were made before the message was armed', async () => {
    const message = newMessageOf();
    await messages.put(ROUTE, message, KEEPING);
    await begin(message.key);
    await end(message.key, dies('exhausted', attemptOf({ status: 500 })));
    await messages.put(ROUTE, message, KEEPING);
    await end(message.key, waits(attemptOf({ number: 1, at: T0 + 9, status: 502 })));
    expect(await begin(message.key)).toMatchObject({ attempts: 2, attemptsOfSchedule: 1 });
    expect((await entry(message.key))?.attempts.map(({ status }) => status)).toEqual([500, 502]);
  });

  test('what has ended stays as it ended, whatever comes late', async () => {
    const key = await put();
    await begin(key);
    await end(key, accepted(attemptOf({ status: 200, result: 'accepted' })));
    const ended = await entry(key);
    for (const late of [waits(attemptOf()), dies('exhausted', attemptOf()), dies('cancelled')]) {
      await end(key, late);
    }
    expect(await entry(key)).toEqual(ended);
    expect(await messages.counts(ROUTE)).toMatchObject({ pending: 0, dead: 0 });
  });

  test('ending what was never stored does nothing', async () => {
    await end(newKey(), accepted());
    expect(await left()).toEqual(new Map());
  });

  test.each([
    ['accepted', accepted()],
    ['dead', dies('exhausted')],
    ['cancelled', dies('cancelled')],
  ] as const)('%s: nothing of it stays for ever', async (_, ended) => {
    await put({}, { sourceId: 'evt_1' }).then((key) => end(key, ended));
    const forEver = [...(await left())].filter(([, ms]) => ms === -1).map(([name]) => name);
    expect(forEver).toEqual(['queued:1']);
    await pass(KEEPING.dead);
    expect([...(await left()).keys()]).toEqual(['queued:1']);
  });

  test('without kept bodies the body is gone with the acceptance, and a dead letter has it still', async () => {
    const keeping = { ...KEEPING, bodies: 0 };
    const [one, two] = [await put(), await put()];
    await messages.end(ROUTE, one, accepted(), keeping);
    await messages.end(ROUTE, two, dies('exhausted'), keeping);
    expect(await body(one)).toBeUndefined();
    expect(await entry(one)).toMatchObject({ outcome: 'accepted', bodyKept: false });
    expect(await body(two)).toBeInstanceOf(Buffer);
  });

  test('a body that is kept longer than the log can be sent again all the while', async () => {
    const keeping = { ...KEEPING, log: MINUTE, bodies: 30 * KEEPING.log };
    const message = newMessageOf();
    await messages.put(ROUTE, message, keeping);
    await messages.end(ROUTE, message.key, accepted(), keeping);
    await pass(29 * KEEPING.log);
    const found = await find('message', message.message.id);
    expect(found).toEqual([{ lane: ROUTE, key: message.key }]);
    expect(await messages.arm(ROUTE, message.key, T0, true)).toBe('armed');
  });

  test('a dead letter is found by its ids as long as it is listed', async () => {
    const message = newMessageOf({}, { sourceId: 'evt_1' });
    const keeping = { ...KEEPING, dead: 30 * KEEPING.log };
    await messages.put(ROUTE, message, keeping);
    await messages.end(ROUTE, message.key, dies('exhausted'), keeping);
    await pass(29 * KEEPING.log);
    expect((await list('dead')).data).toHaveLength(1);
    const found = [{ lane: ROUTE, key: message.key }];
    expect(await find('message', message.message.id)).toEqual(found);
    expect(await find('source', 'evt_1')).toEqual(found);
  });
});

describe('arming', () => {
  test('a dead letter is pending again: attempts stay, schedule and crashes begin anew', async () => {
    const key = await put();
    for (let i = 0; i < 2; i++) await begin(key);
    await end(key, dies('exhausted', attemptOf()));
    expect(await messages.arm(ROUTE, key, T0 + MINUTE, false)).toBe('armed');
    expect(await begin(key)).toMatchObject({
      ...{ attempts: 1, attemptsOfSchedule: 0, armedAt: T0 + MINUTE, receivedAt: T0 },
      ...{ notBefore: 0, replay: false, crashes: 0 },
    });
    expect(await entry(key)).toMatchObject({
      outcome: 'queued',
      dead: undefined,
      nextAttemptAt: T0 + MINUTE,
    });
    expect(await messages.counts(ROUTE)).toEqual({ pending: 1, dead: 0, oldest: T0 + MINUTE });
    const keys = await left();
    expect([keys.get(`m:${key}`), keys.get(`b:${key}`)]).toEqual([-1, -1]);
  });

  test('one that was poison can be begun by anybody', async () => {
    const key = await put();
    for (let i = 0; i < 5; i++) await messages.begin(ROUTE, key, true);
    await end(key, dies('final'));
    await messages.arm(ROUTE, key, T0, false);
    expect(await begin(key)).toMatchObject({ crashes: 0 });
  });

  test('a replay says that it is one until it has ended', async () => {
    const key = await put();
    await begin(key);
    await end(key, accepted());
    expect(await messages.arm(ROUTE, key, T0, true)).toBe('armed');
    expect(await begin(key)).toMatchObject({ replay: true });
    await end(key, waits(attemptOf()));
    expect(await begin(key)).toMatchObject({ replay: true });
    await end(key, dies('exhausted'));
    await messages.arm(ROUTE, key, T0, false);
    expect(await begin(key)).toMatchObject({ replay: false });
  });

  test('one that waits waits no longer, and is no replay', async () => {
    const key = await put({ notBefore: T0 + MINUTE });
    expect(await messages.arm(ROUTE, key, T0, true)).toBe('pending');
    expect(await begin(key)).toMatchObject({ notBefore: 0, replay: false, armedAt: T0 });
  });

  test('without its body, or without anything, it cannot be', async () => {
    const key = await put();
    await messages.end(ROUTE, key, accepted(), { ...KEEPING, bodies: 0 });
    expect(await messages.arm(ROUTE, key, T0, true)).toBe('no_body');
    expect(await entry(key)).toMatchObject({ outcome: 'accepted' });
    expect(await messages.arm(ROUTE, newKey(), T0, true)).toBe('gone');
    const direct = newKey();
    await messages.log(ROUTE, direct, entryOf(), KEEPING);
    expect(await messages.arm(ROUTE, direct, T0, true)).toBe('no_body');
  });
});

test('without being a replay, only a dead letter is armed', async () => {
  const [taken, dropped] = [await put(), await put()];
  await end(taken, accepted());
  await end(dropped, dies('cancelled'));
  for (const key of [taken, dropped]) {
    expect(await messages.arm(ROUTE, key, T0, false)).toBe('gone');
    expect(await messages.arm(ROUTE, key, T0, true)).toBe('armed');
    expect(await messages.arm(ROUTE, key, T0, false)).toBe('pending');
  }
});

describe('what a job does', () => {
  test('it does once: asked again it does nothing more, whatever has become of the message', async () => {
    const key = await put();
    await end(key, dies('exhausted'));
    expect(await messages.arm(ROUTE, key, T0, false, 'job_1')).toBe('armed');
    expect(await messages.arm(ROUTE, key, T0, true, 'job_1')).toBe('again');
    await end(key, waits(attemptOf(), T0 + MINUTE));
    expect(await messages.arm(ROUTE, key, T0, true, 'job_1')).toBe('again');
    expect(await begin(key)).toMatchObject({ notBefore: T0 + MINUTE });
    await end(key, accepted());
    expect(await messages.arm(ROUTE, key, T0, true, 'job_1')).toBe('again');
    expect(await entry(key)).toMatchObject({ outcome: 'accepted' });
  });

  test('another may do it again; as many are remembered as run at once', async () => {
    const key = await put();
    await end(key, accepted());
    for (const job of ['job_1', 'job_11', 'job_2', 'job_3']) {
      expect(await messages.arm(ROUTE, key, T0, true, job)).toBe('armed');
      await end(key, accepted());
    }
    for (const job of ['job_1', 'job_11', 'job_2', 'job_3'])
      expect(await messages.arm(ROUTE, key, T0, true, job)).toBe('again');
    expect(await messages.arm(ROUTE, key, T0, true, 'job')).toBe('armed');
    expect(await messages.arm(ROUTE, key, T0, true)).toBe('pending');
  });

  test('one that it hurried is not hurried a second time', async () => {
    const key = await put({ notBefore: T0 + MINUTE });
    expect(await messages.arm(ROUTE, key, T0, true, 'job_1')).toBe('pending');
    await end(key, waits(attemptOf(), T0 + MINUTE));
    expect(await messages.arm(ROUTE, key, T0, true, 'job_1')).toBe('again');
    expect(await begin(key)).toMatchObject({ notBefore: T0 + MINUTE });
  });

  test('a dead letter that it drops is none any more, and stays in the log as cancelled', async () => {
    const key = await put();
    await end(key, dies('exhausted'));
    expect(await messages.drop(ROUTE, key, 'job_1', KEEPING)).toBe(true);
    expect(await messages.drop(ROUTE, key, 'job_1', KEEPING)).toBe(true);
    expect(await messages.drop(ROUTE, key, 'job_2', KEEPING)).toBe(false);
    expect((await list('dead')).data).toEqual([]);
    expect(await entry(key)).toMatchObject({ dead: 'cancelled', outcome: 'failed', bodyKept: true });
    const keys = await left();
    expect(keys.get(`m:${key}`)).toBeLessThanOrEqual(KEEPING.log);
    expect(keys.get(`b:${key}`)).toBeLessThanOrEqual(KEEPING.bodies);
    expect(await messages.arm(ROUTE, key, T0, true, 'job_3')).toBe('armed');
  });

  test('what is no dead letter is not dropped, and what keeps no bodies keeps none of it', async () => {
    const pending = await put();
    const keeping = { ...KEEPING, bodies: 0 };
    expect(await messages.drop(ROUTE, pending, 'job_1', keeping)).toBe(false);
    expect(await messages.drop(ROUTE, newKey(), 'job_1', keeping)).toBe(false);
    await end(pending, dies('final'));
    expect(await messages.drop(ROUTE, pending, 'job_1', keeping)).toBe(true);
    expect(await body(pending)).toBeUndefined();
  });
});

describe('a list from its oldest entry on', () => {
  test.each(['log', 'dead', 'pending'] as const)(
    '%s: each once, in order, a page at a time',
    async (index) => {
      const keys: string[] = [];
      // Several of one millisecond, so that a page ends among them.
      for (let i = 0; i < 12; i++) {
        const key = await put({ receivedAt: T0 + Math.floor(i / 5) });
        if (index === 'dead') await end(key, dies('final', undefined, T0 + Math.floor(i / 5)));
        keys.push(key);
      }
      const query = { index, order: 'oldest', since: undefined, until: T0 + 1 } as const;
      const seen: ListedEntry[] = [];
      let after: string | undefined;
      do {
        const page = await messages.list(ROUTE, { ...query, after, limit: 3 });
        seen.push(...page.data);
        after = page.next;
      } while (after !== undefined);
      const [first, second] = [keys.slice(0, 5).sort(), keys.slice(5, 10).sort()];
      expect(seen.map(({ key }) => key)).toEqual([...first, ...second]);
      const later = await messages.list(ROUTE, {
        ...query,
        since: T0 + 1,
        until: undefined,
        after,
        limit: 100,
      });
      expect(later.data).toHaveLength(7);
    },
  );
});

describe('the log of deliveries without the queue', () => {
  test('a delivery is noted with its attempt, and found by its ids', async () => {
    const key = newKey();
    const noted = entryOf({
      ...{ id: 'msg_9', sourceId: 'evt_9', outcome: 'failed', reason: 'reset' },
      attempts: [attemptOf({ status: 500 })],
    });
    await messages.log(ROUTE, key, noted, KEEPING);
    expect(await entry(key)).toEqual(noted);
    expect(await find('source', 'evt_9')).toEqual([{ lane: ROUTE, key }]);
    expect(await messages.counts(ROUTE)).toMatchObject({ pending: 0, dead: 0 });
  });

  test('retries of one delivery are one entry: attempts add up and the latest outcome counts, with its own reason', async () => {
    const key = newKey();
    const failed = entryOf({ outcome: 'unreachable', reason: 'refused', attempts: [attemptOf({ at: T0 })] });
    await messages.log(ROUTE, key, failed, KEEPING);
    const again = entryOf({
      id: failed.id,
      receivedAt: T0 + MINUTE,
      attempts: [attemptOf({ at: T0 + MINUTE })],
    });
    await messages.log(ROUTE, key, again, KEEPING);
    expect(await entry(key)).toMatchObject({
      ...{ outcome: 'accepted', reason: undefined, receivedAt: T0 },
      attempts: [{ number: 1 }, { number: 2 }],
    });
    expect((await list('log')).data).toHaveLength(1);
  });

  test('one that comes again keeps its place, and moves only when it would soon be too old for the log', async () => {
    const [first, other] = [newKey(), newKey()];
    const at = (receivedAt: number) => entryOf({ outcome: 'failed', receivedAt });
    const keys = async () => (await list('log')).data.map(({ key }) => key);
    await messages.log(ROUTE, first, at(T0), KEEPING);
    await messages.log(ROUTE, other, at(T0 + 1), KEEPING);
    await messages.log(ROUTE, first, at(T0 + KEEPING.log / 2), KEEPING);
    expect(await keys()).toEqual([other, first]);
    expect(await entry(first)).toMatchObject({ receivedAt: T0 });
    await messages.log(ROUTE, first, at(T0 + KEEPING.log / 2 + 1), KEEPING);
    expect(await keys()).toEqual([first, other]);
    expect(await entry(first)).toMatchObject({ receivedAt: T0 + KEEPING.log / 2 + 1 });
  });

  test.each(['duplicate', 'in_flight', 'paused', 'store_unavailable'] as const)(
    '%s says nothing new about what is noted, and is noted where nothing is',
    async (outcome) => {
      const key = newKey();
      await messages.log(ROUTE, key, entryOf({ outcome: 'failed' }), KEEPING);
      await messages.log(ROUTE, key, entryOf({ outcome }), KEEPING);
      expect(await entry(key)).toMatchObject({ outcome: 'failed' });
      const other = newKey();
      await messages.log(ROUTE, other, entryOf({ outcome }), KEEPING);
      expect(await entry(other)).toMatchObject({ outcome });
    },
  );

  test('an id leads to what says something new, for as long as that is there', async () => {
    const [whole, repeat, later] = [newKey(), newKey(), newKey()];
    const one = entryOf({ outcome: 'accepted' });
    const found = async (): Promise<string[]> => (await find('message', one.id)).map(({ key }) => key);
    await messages.log(ROUTE, whole, one, KEEPING);
    await messages.log(ROUTE, repeat, { ...one, outcome: 'duplicate' }, KEEPING);
    expect(await found()).toEqual([whole]);
    await messages.log(ROUTE, later, { ...one, outcome: 'failed' }, KEEPING);
    expect(await found()).toEqual([later]);
  });

  test('what is pending or dead is the queue’s to note', async () => {
    const key = await put();
    await messages.log(ROUTE, key, entryOf({ outcome: 'failed', attempts: [attemptOf()] }), KEEPING);
    expect(await entry(key)).toMatchObject({ outcome: 'queued', attempts: [] });
    await end(key, dies('exhausted'));
    await messages.log(ROUTE, key, entryOf({ outcome: 'failed', attempts: [attemptOf()] }), KEEPING);
    expect(await entry(key)).toMatchObject({ dead: 'exhausted', attempts: [] });
  });

  test('a dead letter that is accepted after all is one no longer', async () => {
    const key = await put();
    await end(key, dies('exhausted', attemptOf({ status: 500 })));
    const taken = attemptOf({ status: 200, result: 'accepted' });
    await messages.log(ROUTE, key, entryOf({ attempts: [taken] }), KEEPING);
    expect(await entry(key)).toMatchObject({
      ...{ outcome: 'accepted', dead: undefined },
      attempts: [{ status: 500 }, { status: 200 }],
    });
    expect((await list('dead')).data).toEqual([]);
    expect([...(await left())].filter(([, ms]) => ms === -1).map(([name]) => name)).toEqual(['queued:1']);
  });

  test('everything of it is gone after the log’s time', async () => {
    await messages.log(ROUTE, newKey(), entryOf({ sourceId: 'evt_1' }), KEEPING);
    await pass(KEEPING.log - MINUTE);
    expect((await list('log')).data).toHaveLength(1);
    await pass(MINUTE);
    expect((await list('log')).data).toEqual([]);
    expect([...(await left()).keys()]).toEqual([]);
  });

  test('each new delivery takes those from the list that are older than the log goes back', async () => {
    const keeping = { ...KEEPING, log: MINUTE };
    for (const at of [0, 30_000, 59_000]) {
      await messages.log(ROUTE, newKey(), entryOf({ receivedAt: T0 + at }), keeping);
    }
    await messages.log(ROUTE, newKey(), entryOf({ receivedAt: T0 + MINUTE + 1 }), keeping);
    expect((await list('log')).data.map(({ receivedAt }) => receivedAt - T0)).toEqual([
      60_001, 59_000, 30_000,
    ]);
  });

  test('a full log loses its oldest, with what is left of them', async () => {
    const keeping = { ...KEEPING, logCount: 10 };
    const keys: string[] = [];
    for (let i = 0; i < 40; i++) {
      const message = newMessageOf({ receivedAt: T0 + i });
      keys.push(message.key);
      await messages.put(ROUTE, message, keeping);
      await messages.end(ROUTE, message.key, accepted(), keeping);
    }
    expect((await list('log')).data.map(({ key }) => key)).toEqual(keys.slice(-10).reverse());
    const names = [...(await left()).keys()];
    expect(names.filter((name) => name.startsWith('m:'))).toHaveLength(10);
    expect(names.filter((name) => name.startsWith('b:'))).toHaveLength(10);
  });

  test('a full log never loses what is pending or dead, though it lists it no longer', async () => {
    const keeping = { ...KEEPING, logCount: 5 };
    const dead = await put({ receivedAt: T0 - 2 });
    await end(dead, dies('exhausted'));
    const pending = await put({ receivedAt: T0 - 1 });
    for (let i = 0; i < 30; i++) {
      await messages.log(ROUTE, newKey(), entryOf({ receivedAt: T0 + i }), keeping);
    }
    expect((await list('log')).data).toHaveLength(5);
    expect(await begin(pending)).toMatchObject({ attempts: 0 });
    expect((await list('dead')).data.map(({ key }) => key)).toEqual([dead]);
    expect(await body(dead)).toBeInstanceOf(Buffer);
  });

  test('a log that is made smaller gets there by and by', async () => {
    for (let i = 0; i < 60; i++) {
      await messages.log(ROUTE, newKey(), entryOf({ receivedAt: T0 + i }), KEEPING);
    }
    const smaller = { ...KEEPING, logCount: 3 };
    for (let i = 60; i < 65; i++) {
      await messages.log(ROUTE, newKey(), entryOf({ receivedAt: T0 + i }), smaller);
    }
    expect((await list('log')).data.map(({ receivedAt }) => receivedAt - T0)).toEqual([64, 63, 62]);
  });
});

type Page = Awaited<ReturnType<MessageStore['list']>>;

function list(index: 'log' | 'dead', more: Partial<Parameters<MessageStore['list']>[1]> = {}): Promise<Page> {
  return messages.list(ROUTE, {
    ...{ index, since: undefined, until: undefined, after: undefined, limit: 500 },
    ...more,
  });
}

/** Every entry, page by page. */
async function pages(
  limit: number,
  more: Partial<Parameters<MessageStore['list']>[1]> = {},
): Promise<ListedEntry[]> {
  const all: ListedEntry[] = [];
  let after: string | undefined;
  do {
    const page = await list('log', { ...more, limit, after });
    expect(page.data.length).toBeLessThanOrEqual(limit);
    all.push(...page.data);
    after = page.next;
  } while (after !== undefined);
  return all;
}

describe('how a delivery came', () => {
  const FORGED = { ...WAY, secret: undefined, scheme: undefined, status: undefined };

  test.each([WAY, FORGED])('is noted with one that the queue never had: %j', async (way) => {
    const key = newKey();
    await messages.log(ROUTE, key, entryOf({ way }), KEEPING);
    expect((await entry(key))?.way).toEqual(way);
    expect((await list('log')).data.map((one) => one.way)).toEqual([undefined]);
  });

  test('is noted at many messages at a time, whatever has become of them, and of each once', async () => {
    const [waiting, over] = [await put(), await put()];
    await begin(over);
    await end(over, accepted());
    const before = await left();
    const later = { ...WAY, steps: 'r1v2' };
    await messages.noteWays(ROUTE, new Map([waiting, newKey(), over].map((key) => [key, WAY])));
    await messages.noteWays(ROUTE, new Map([[waiting, later]]));
    for (const key of [waiting, over]) expect((await entry(key))?.way).toEqual(WAY);
    const names = [...(await left()).keys()].sort();
    expect(names).toEqual([...before.keys()].sort());
    for (const [name, ms] of await left()) expect(Math.sign(ms), name).toBe(Math.sign(before.get(name) ?? 0));
  });

  test('is another where a dead letter is stored anew, and the same where an operator sends it again', async () => {
    const message = newMessageOf();
    await messages.put(ROUTE, message, KEEPING);
    await messages.noteWays(ROUTE, new Map([[message.key, WAY]]));
    await end(message.key, dies('exhausted'));
    await messages.arm(ROUTE, message.key, T0, false);
    await end(message.key, dies('exhausted'));
    expect((await entry(message.key))?.way).toEqual(WAY);
    await messages.put(ROUTE, message, KEEPING);
    expect((await entry(message.key))?.way).toBeUndefined();
  });
});

describe('listing', () => {
  test('thousands, many of them at the same moment, come once each and in order, whatever the page', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({
      key: newKey(),
      // A thousand of them at one moment, the others in twos and threes.
      at: i < 1_000 ? T0 : T0 + Math.floor(i / 2.5),
    }));
    for (let i = 0; i < many.length; i += 100) {
      const few = many.slice(i, i + 100);
      await Promise.all(
        few.map(({ key, at }) => messages.log(ROUTE, key, entryOf({ receivedAt: at }), KEEPING)),
      );
    }
    const expected = many.toSorted((a, b) => b.at - a.at || (a.key < b.key ? 1 : -1)).map(({ key }) => key);
    for (const limit of [7, 200, 500]) {
      expect((await pages(limit)).map(({ key }) => key)).toEqual(expected);
    }
  }, 60_000);

  test('from and until are both inclusive, and hold over pages', async () => {
    for (let i = 0; i < 20; i++)
      await messages.log(ROUTE, newKey(), entryOf({ receivedAt: T0 + i }), KEEPING);
    const found = await pages(3, { since: T0 + 5, until: T0 + 11 });
    expect(found.map(({ receivedAt }) => receivedAt - T0)).toEqual([11, 10, 9, 8, 7, 6, 5]);
  });

  test('what came meanwhile moves nothing: no entry twice, none left out', async () => {
    for (let i = 0; i < 10; i++)
      await messages.log(ROUTE, newKey(), entryOf({ receivedAt: T0 + i }), KEEPING);
    const first = await list('log', { limit: 4 });
    for (let i = 10; i < 15; i++)
      await messages.log(ROUTE, newKey(), entryOf({ receivedAt: T0 + i }), KEEPING);
    const second = await list('log', { limit: 10, after: first.next });
    expect([...first.data, ...second.data].map(({ receivedAt }) => receivedAt - T0)).toEqual([
      9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ]);
    expect(second.next).toBeUndefined();
  });

  test('an entry that has expired before its place in the list is passed over', async () => {
    const keys = [newKey(), newKey(), newKey()];
    for (const [i, key] of keys.entries()) {
      await messages.log(ROUTE, key, entryOf({ receivedAt: T0 + i }), KEEPING);
    }
    await withClient(sharedRedis(), (client) => client.del(`${prefix}:{a}:m:${keys[1] ?? ''}`));
    expect((await pages(1)).map(({ key }) => key)).toEqual([keys[2], keys[0]]);
  });

  test('dead letters are in the order of their deaths', async () => {
    const [one, two, three] = [await put(), await put(), await put()];
    await end(two, dies('exhausted', undefined, T0 + 1));
    await end(three, dies('final', undefined, T0 + 2));
    await end(one, dies('exhausted', undefined, T0 + 3));
    expect((await list('dead')).data.map(({ key }) => key)).toEqual([one, three, two]);
  });

  test('routes do not see each other’s', async () => {
    const message = newMessageOf();
    await messages.put('b', message, KEEPING);
    expect((await list('log')).data).toEqual([]);
    expect(await messages.begin(ROUTE, message.key, false)).toBe('gone');
    expect(await messages.routes()).toEqual(['b']);
  });
});

describe('finding', () => {
  test('an id on several routes leads to the delivery of each, the latest first', async () => {
    const keys: Record<string, string> = {};
    for (const [route, at] of [
      ['a', T0 + 1],
      ['b', T0 + 3],
      ['c', T0 + 2],
    ] as const) {
      const message = newMessageOf({ receivedAt: at }, { id: 'msg_1', sourceId: 'evt_1' });
      keys[route] = message.key;
      await messages.put(route, message, KEEPING);
    }
    const of = (...routes: string[]) => routes.map((lane) => ({ lane, key: keys[lane] }));
    for (const [kind, id] of [
      ['message', 'msg_1'],
      ['source', 'evt_1'],
    ] as const) {
      expect(await find(kind, id, ['a', 'b', 'c'])).toEqual(of('b', 'c', 'a'));
      expect(await find(kind, id, ['a', 'c'])).toEqual(of('c', 'a'));
      expect(await find(kind, id, ['a'])).toEqual(of('a'));
      expect(await find(kind, id, [])).toEqual([]);
    }
    expect(await find('message', 'msg_2', ['a', 'b', 'c'])).toEqual([]);
  });

  test('an id of the source’s own never leads where a message id does, nor the other way', async () => {
    const one = await put({ receivedAt: T0 }, { id: 'msg_1', sourceId: 'evt_1' });
    const other = await put({ receivedAt: T0 + 1 }, { id: 'msg_2', sourceId: 'msg_1' });
    await messages.log(ROUTE, newKey(), entryOf({ id: 'evt_1', receivedAt: T0 + 2 }), KEEPING);
    expect(await find('message', 'msg_1')).toEqual([{ lane: ROUTE, key: one }]);
    expect(await find('source', 'msg_1')).toEqual([{ lane: ROUTE, key: other }]);
    expect(await find('source', 'evt_1')).toEqual([{ lane: ROUTE, key: one }]);
    expect(await find('source', 'msg_2')).toEqual([]);
  });

  test('of several deliveries with one message id on a route the latest is meant', async () => {
    await put({ receivedAt: T0 }, { id: 'msg_1' });
    const later = await put({ receivedAt: T0 + 1 }, { id: 'msg_1' });
    expect(await find('message', 'msg_1')).toEqual([{ lane: ROUTE, key: later }]);
  });

  test('of several with one id of the source’s own the latest eight are found, so none stands for another', async () => {
    const keys: string[] = [];
    for (let i = 0; i < 10; i++)
      keys.push(await put({ receivedAt: T0 + i }, { id: `msg_${i}`, sourceId: 'evt_1' }));
    const latest = keys.slice(2).reverse();
    expect(await find('source', 'evt_1')).toEqual(latest.map((key) => ({ lane: ROUTE, key })));
  });

  test('an id that is a pattern or a name of Redis’s is just an id', async () => {
    for (const id of ['*', '{b}', 'm:', 'msg 1\r\n']) {
      const key = await put({}, { id, sourceId: id });
      for (const kind of ['message', 'source'] as const)
        expect(await find(kind, id)).toEqual([{ lane: ROUTE, key }]);
    }
  });
});

describe('what leads to a delivery by its ids', () => {
  const IDS = { id: 'msg_1', sourceId: 'evt_1' };

  /** Milliseconds that each of them has left. */
  async function pointers(): Promise<number[]> {
    return [...(await left())].filter(([name]) => /^(n|s:1):/.test(name)).map(([, ms]) => ms);
  }

  async function expectLeft(ms: number): Promise<void> {
    const each = await pointers();
    expect(each).toHaveLength(2);
    for (const one of each) {
      expect(one).toBeLessThanOrEqual(ms);
      expect(one).toBeGreaterThan(ms - MINUTE);
    }
  }

  test.each([
    ['accepted', accepted(), KEEPING.log],
    ['cancelled', dies('cancelled'), KEEPING.log],
    ['dead', dies('exhausted'), KEEPING.dead],
  ] as const)('lives as long as the delivery: %s', async (_, ended, ms) => {
    const key = await put({}, IDS);
    await end(key, ended);
    await expectLeft(ms);
  });

  test('lives as long as a delivery that was handled without the queue, and its retries renew both', async () => {
    const key = newKey();
    await messages.log(ROUTE, key, entryOf({ ...IDS, outcome: 'failed' }), KEEPING);
    await pass(KEEPING.log / 2);
    await messages.log(ROUTE, key, entryOf(IDS), KEEPING);
    await expectLeft(KEEPING.log);
  });

  test('stays while a delivery that was armed again is pending', async () => {
    const key = await put({}, IDS);
    await end(key, dies('exhausted'));
    await messages.arm(ROUTE, key, T0, false);
    expect(await pointers()).toEqual([-1, -1]);
    await end(key, accepted());
    await expectLeft(KEEPING.log);
  });

  test('goes with an entry that a full log loses', async () => {
    const keeping = { ...KEEPING, logCount: 3 };
    for (let i = 0; i < 20; i++) {
      const ids = { id: `msg_${i}`, sourceId: `evt_${i}` };
      await messages.log(ROUTE, newKey(), entryOf({ ...ids, receivedAt: T0 + i }), keeping);
    }
    expect(await pointers()).toHaveLength(6);
    expect(await find('source', 'evt_19')).toHaveLength(1);
  });

  test('leads on where a full log lost another delivery with the same ids', async () => {
    const pending = await put({ receivedAt: T0 }, IDS);
    const keeping = { ...KEEPING, logCount: 2 };
    const keys: string[] = [];
    for (let i = 1; i < 5; i++) {
      keys.unshift(newKey());
      await messages.log(ROUTE, keys[0] ?? '', entryOf({ ...IDS, receivedAt: T0 + i }), keeping);
    }
    const last = keys.slice(0, 2).map((key) => ({ lane: ROUTE, key }));
    expect(await find('message', IDS.id)).toEqual([last[0]]);
    expect(await find('source', IDS.sourceId)).toEqual([...last, { lane: ROUTE, key: pending }]);
    await pass(400 * KEEPING.log);
    expect(await find('source', IDS.sourceId)).toEqual([{ lane: ROUTE, key: pending }]);
    await end(pending, accepted());
    await pass(KEEPING.log);
    expect(await pointers()).toEqual([]);
  });

  test('ends with the last of several deliveries, whichever ended first', async () => {
    const [one, two] = [await put({}, IDS), await put({ receivedAt: T0 + 1 }, IDS)];
    await end(two, dies('exhausted'));
    expect((await pointers()).sort((a, b) => a - b)[0]).toBe(-1);
    await end(one, accepted());
    await pass(KEEPING.log);
    expect(await find('source', IDS.sourceId)).toEqual([{ lane: ROUTE, key: two }]);
    await pass(KEEPING.dead);
    expect(await pointers()).toEqual([]);
  });
});

test('when everything has ended and its time is over, no key is left but the names of routes', async () => {
  const ended = [accepted(), dies('exhausted'), dies('cancelled')];
  for (let i = 0; i < 30; i++) {
    const ids = { id: `msg_${i}`, sourceId: `evt_${i % 7}` };
    const at = T0 + i;
    await messages.log(ROUTE, newKey(), entryOf({ ...ids, receivedAt: at }), KEEPING);
    const key = await put({ receivedAt: at }, ids);
    await begin(key);
    await end(key, waits(attemptOf({ at })));
    await end(key, ended[i % 3] ?? accepted());
    if (i % 2 === 0) {
      await messages.arm(ROUTE, key, at, true);
      await end(key, ended[(i + 1) % 3] ?? accepted());
    }
    await store.commit(newKey(), 'owner', 200, KEEPING.log);
    await store.noteBody(newKey(), newKey(), KEEPING.log);
    await store.labels.keepLabel(newKey(), 'push', KEEPING.log);
    await store.labels.allow(newKey(), KEEPING.log);
  }
  const dead = await put();
  await end(dead, dies('exhausted'));
  await messages.log(ROUTE, dead, entryOf(), KEEPING);
  await pass(Math.max(KEEPING.log, KEEPING.dead, KEEPING.bodies));
  expect([...(await left()).keys()]).toEqual(['queued:1']);
});

describe('what is pending', () => {
  test('comes the oldest first, older than asked for, a few at a time', async () => {
    const keys: string[] = [];
    for (const at of [3, 1, 2, 5, 4]) keys[at] = await put({ receivedAt: T0 + at });
    expect(await messages.pending(ROUTE, T0 + 5, 0, 10)).toEqual(keys.slice(1, 5));
    expect(await messages.pending(ROUTE, T0 + 5, 1, 2)).toEqual(keys.slice(2, 4));
    expect(await messages.pending(ROUTE, T0 + 5, 4, 2)).toEqual([]);
    expect(await messages.counts(ROUTE)).toEqual({ pending: 5, dead: 0, oldest: T0 + 1 });
  });

  test('routes are known by name once they have stored a message, over restarts too', async () => {
    expect(await messages.routes()).toEqual([]);
    await messages.put('b', newMessageOf(), KEEPING);
    await put();
    const other = createRedisStore({ url: sharedRedis(), prefix });
    await other.ready(2_000);
    expect((await other.messages.routes()).toSorted()).toEqual(['a', 'b']);
    await other.close();
  });
});

describe('trimming', () => {
  test('takes from the lists what is too old for them, and nothing else', async () => {
    const old = await put({ receivedAt: T0 });
    const pending = await put({ receivedAt: T0 + 1 });
    const young = await put({ receivedAt: T0 + MINUTE });
    await end(old, dies('exhausted', undefined, T0 + 2));
    await end(young, dies('exhausted', undefined, T0 + MINUTE));
    await messages.trim(ROUTE, T0 + KEEPING.log + 10, KEEPING);
    expect((await list('log')).data.map(({ key }) => key)).toEqual([young]);
    expect((await list('dead')).data.map(({ key }) => key)).toEqual([young, old]);
    await messages.trim(ROUTE, T0 + KEEPING.dead + 10, KEEPING);
    expect((await list('dead')).data.map(({ key }) => key)).toEqual([young]);
    expect(await begin(pending)).toMatchObject({ attempts: 0 });
  });
});

describe('the time', () => {
  test('is Redis’s, and never ahead of it', async () => {
    for (let i = 0; i < 20; i++) {
      const said = await messages.time(ROUTE);
      const [seconds, micros] = await withClient(sharedRedis(), (client) => client.time());
      const behind = Number(seconds) * 1_000 + Number(micros) / 1_000 - said;
      expect(behind).toBeGreaterThanOrEqual(0);
      expect(behind).toBeLessThan(1_000);
    }
  });

  test('a wait that was planned before Redis’s clock went back lasts as long as planned from now on', async () => {
    const now = await messages.time(ROUTE);
    const key = await put({ notBefore: now + MINUTE });
    await plannedLater(key, 24 * 60 * MINUTE);
    const { notBefore } = await begin(key);
    expect(notBefore).toBeGreaterThan(now + MINUTE - 1_000);
    expect(notBefore).toBeLessThan(now + MINUTE + 10_000);
  });

  test('any other wait stays as it is', async () => {
    const due = (await messages.time(ROUTE)) + MINUTE;
    const key = await put({ notBefore: due });
    expect((await begin(key)).notBefore).toBe(due);
    await end(key, waits(attemptOf(), due + 5));
    expect((await begin(key)).notBefore).toBe(due + 5);
  });

  test('what is armed for later is not due before, and what is armed for now is', async () => {
    const now = await messages.time(ROUTE);
    const [later, atOnce] = [await put(), await put()];
    for (const [key, at] of [
      [later, now + MINUTE],
      [atOnce, now],
    ] as const) {
      await end(key, dies('exhausted'));
      expect(await messages.arm(ROUTE, key, at, false)).toBe('armed');
    }
    expect((await begin(later)).notBefore).toBe(now + MINUTE);
    expect((await begin(atOnce)).notBefore).toBe(0);
  });

  test('jobs that lie further away than planned are found, and no others', async () => {
    const now = await messages.time(ROUTE);
    const hour = 60 * MINUTE;
    const planned = await put({ notBefore: now + 5 * hour });
    const late = await put({ notBefore: now + hour });
    const soon = await put();
    await withClient(sharedRedis(), (client) =>
      client.zadd(
        `${prefix}:{a}:q:delayed`,
        ...[(now + 5 * hour) * 4_096, `m${planned}`],
        ...[(now + 5 * hour) * 4_096, `m${late}`],
        ...[(now + MINUTE) * 4_096, `m${soon}`],
      ),
    );
    expect(await messages.late(ROUTE, 0, 10)).toEqual({ looked: 3, keys: [late] });
    expect(await messages.late(ROUTE, 3, 10)).toEqual({ looked: 0, keys: [] });
  });

  /** As if Redis's clock had been ahead by `ms` when the next attempt was planned. */
  async function plannedLater(key: string, ms: number): Promise<void> {
    await withClient(sharedRedis(), (client) => client.hincrby(`${prefix}:{a}:m:${key}`, 'nx', ms));
  }
});

describe('a store that does not answer', () => {
  test('says so, whatever it is asked', async () => {
    await store.close();
    const key = newKey();
    const asked: Promise<unknown>[] = [
      messages.put(ROUTE, newMessageOf(), KEEPING),
      messages.begin(ROUTE, key, false),
      end(key, accepted()),
      messages.arm(ROUTE, key, T0, true),
      messages.log(ROUTE, key, entryOf(), KEEPING),
      list('log'),
      messages.pending(ROUTE, T0, 0, 1),
      messages.find([ROUTE], 'message', 'msg_1'),
      entry(key),
      body(key),
      messages.counts(ROUTE),
      messages.routes(),
      messages.trim(ROUTE, T0, KEEPING),
    ];
    for (const answer of asked) await expect(answer).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
