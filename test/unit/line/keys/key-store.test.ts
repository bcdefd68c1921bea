/** When keys are fetched, and what is said meanwhile; time and answers are arguments. */
import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KeyAnswer } from '../../../../src/line/keys/key-fetch.js';
import { KeyStore, KeyUnavailable, type Asker, type FoundKeys } from '../../../../src/line/keys/key-store.js';
import { NewIds } from '../../../../src/line/keys/new-ids.js';
import type { AskedKey } from '../../../../src/schemes/keys/asked.js';

const jwk = (kid: string): object => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid,
});
const JWKS = Object.fromEntries(['a', 'b', 'c'].map((kid) => [kid, jwk(kid)]));

const MINUTE = 60_000;
let now = 0;
let asked: AskedKey[] = [];
let notes: string[] = [];
let published: readonly string[] | 'away' | 'junk' = [];
let gate: Promise<void> | undefined;
let store = new KeyStore(() => now);

beforeEach(() => {
  now = 1_000_000;
  asked = [];
  notes = [];
  published = ['a'];
  gate = undefined;
  store = new KeyStore(() => now);
});

function asker(): Asker {
  return {
    rules: {},
    newIds: new NewIds(),
    waiting: 0,
    scope: '',
    note: (result) => notes.push(result),
    async ask(what) {
      asked.push(what);
      const answer = answerFor(what);
      await gate;
      return answer;
    },
  };
}

function answerFor({ kind, id = '' }: AskedKey): KeyAnswer | undefined {
  if (published === 'away') return undefined;
  if (published === 'junk') return { status: 200, body: Buffer.from('<html>'), maxAge: undefined };
  if (kind === 'set') {
    const body = Buffer.from(JSON.stringify({ keys: published.map((kid) => JWKS[kid]) }));
    return { status: 200, body, maxAge: 600 };
  }
  if (!published.includes(id)) return { status: 404, body: Buffer.alloc(0), maxAge: undefined };
  return { status: 200, body: Buffer.from(JSON.stringify(JWKS[id] ?? JWKS['a'])), maxAge: undefined };
}

const inSet = (id: string): AskedKey => ({ kind: 'set', address: 'https://k/', id, isNamed: false });
const single = (id: string): AskedKey => ({ kind: 'one', address: `https://k/${id}`, id, isNamed: true });

function word(found: FoundKeys): string {
  if (found instanceof KeyUnavailable) return found.reason;
  return typeof found === 'string' ? found : `${found.length} key`;
}

async function find(what: AskedKey, by: Asker, client = '192.0.2.1'): Promise<string> {
  return word(await store.find(what, by, client, 0));
}

describe('a set of keys', () => {
  test('is fetched once, however many ask at a time, and then serves without a promise', async () => {
    const by = asker();
    expect(await Promise.all([1, 2, 3].map(() => find(inSet('a'), by)))).toEqual(['1 key', '1 key', '1 key']);
    expect(asked).toHaveLength(1);
    expect(store.find(inSet('a'), by, '', 0)).toHaveLength(1);
  });

  test('is refreshed before it runs out while it serves, so that nobody waits', async () => {
    const by = asker();
    await find(inSet('a'), by);
    now += 7 * MINUTE;
    expect(await find(inSet('a'), by)).toBe('1 key');
    expect(asked).toHaveLength(1);
    now += 2 * MINUTE;
    published = ['b'];
    expect(store.find(inSet('a'), by, '', 0)).toHaveLength(1);
    await new Promise(setImmediate);
    expect(asked).toHaveLength(2);
    // What left the set is no key any more.
    expect(await find(inSet('a'), by)).toBe('unknown_key');
    expect(await find(inSet('b'), by)).toBe('1 key');
  });

  test('that is turned over is fetched again for the new id at once: no delivery is lost between', async () => {
    const by = asker();
    await find(inSet('a'), by);
    published = ['a', 'b'];
    expect(await find(inSet('b'), by)).toBe('1 key');
    expect(await find(inSet('a'), by)).toBe('1 key');
    expect(asked).toHaveLength(2);
  });

  test('is asked once in 30 s for ids that it lacks, whatever they are and whoever sends them', async () => {
    const by = asker();
    await find(inSet('a'), by);
    for (let i = 0; i < 50; i++) expect(await find(inSet(`x${i}`), by, `192.0.2.${i}`)).toBe('unknown_key');
    expect(asked).toHaveLength(2);
    now += 29_000;
    expect(await find(inSet('b'), by)).toBe('unknown_key');
    expect(asked).toHaveLength(2);
    now += 2_000;
    published = ['a', 'b'];
    expect(await find(inSet('b'), by)).toBe('1 key');
    expect(asked).toHaveLength(3);
  });

  test('whose host is away serves what is held past its time, and is unavailable for the rest', async () => {
    const by = asker();
    await find(inSet('a'), by);
    published = 'away';
    now += 60 * MINUTE;
    expect(await find(inSet('a'), by)).toBe('1 key');
    expect(await find(inSet('b'), by)).toBe('key_host_away');
    now += 24 * 60 * MINUTE;
    expect(await find(inSet('a'), by)).toBe('1 key');
    published = ['a', 'b'];
    now += MINUTE;
    expect(await find(inSet('b'), by)).toBe('1 key');
  });

  test('that was never had is unavailable, and there as soon as its host is', async () => {
    const by = asker();
    published = 'away';
    expect(await find(inSet('a'), by)).toBe('key_host_away');
    published = ['a'];
    expect(await find(inSet('a'), by)).toBe('1 key');
    expect(notes).toEqual(['away', 'fetched']);
  });

  test('whose host fails is asked ever later, ten seconds at the most', async () => {
    const by = asker();
    published = 'away';
    const seconds = async (count: number): Promise<number> => {
      const before = asked.length;
      for (let i = 0; i < count * 10; i++) {
        await find(inSet('a'), by);
        now += 100;
      }
      return asked.length - before;
    };
    expect(await seconds(8)).toBeLessThan(8);
    expect(await seconds(60)).toBeLessThan(9);
    expect(await seconds(60)).toBeGreaterThan(4);
  });

  test('in another content is no set: unavailable, never refused', async () => {
    const by = asker();
    published = 'junk';
    expect(await find(inSet('a'), by)).toBe('key_unreadable');
    expect(notes).toEqual(['unreadable']);
  });
});

describe('a key under its own address', () => {
  test('is fetched once; what the host has none of stands ten minutes', async () => {
    const by = asker();
    expect(await find(single('a'), by)).toBe('1 key');
    expect(await find(single('a'), by)).toBe('1 key');
    expect(await find(single('b'), by)).toBe('unknown_key');
    published = ['a', 'b'];
    now += 9 * MINUTE;
    expect(await find(single('b'), by)).toBe('unknown_key');
    expect(asked).toHaveLength(2);
    now += 2 * MINUTE;
    expect(await find(single('b'), by)).toBe('1 key');
  });

  test('is asked for by four new ids a minute of a client, and known ones count nothing', async () => {
    const by = asker();
    const told = [];
    for (let i = 0; i < 6; i++) told.push(await find(single(`x${i}`), by));
    expect(told).toEqual([...Array<string>(4).fill('unknown_key'), 'key_limit', 'key_limit']);
    expect(await find(single('a'), by)).toBe('key_limit');
    expect(await find(single('a'), by, '198.51.100.7')).toBe('1 key');
    expect(await find(single('a'), by)).toBe('1 key');
    expect(await find(single('x0'), by)).toBe('unknown_key');
    now += 61_000;
    expect(await find(single('y'), by)).toBe('unknown_key');
    expect(notes.filter((one) => one === 'limited')).toHaveLength(3);
  });

  test('is asked for by sixty new ids a minute in all, from however many clients', async () => {
    const by = asker();
    for (let i = 0; i < 200; i++) await find(single(`x${i}`), by, `10.0.${i}.1`);
    expect(asked).toHaveLength(60);
    expect(await find(single('a'), by, '203.0.113.1')).toBe('key_limit');
  });

  test('lets sixteen deliveries of a route wait, and no more', async () => {
    const by = asker();
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const waiting = Array.from({ length: 40 }, () => find(single('a'), by));
    await new Promise(setImmediate);
    expect(by.waiting).toBe(16);
    open();
    const told = await Promise.all(waiting);
    expect(told.filter((one) => one === '1 key')).toHaveLength(16);
    expect(told.filter((one) => one === 'key_limit')).toHaveLength(24);
    expect(by.waiting).toBe(0);
    expect(asked).toHaveLength(1);
  });

  test('that its host does not answer for is unavailable, and had when it comes again', async () => {
    const by = asker();
    published = 'away';
    expect(await find(single('a'), by)).toBe('key_host_away');
    published = ['a'];
    expect(await find(single('a'), by)).toBe('1 key');
  });
});
