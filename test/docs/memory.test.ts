/** The sums of docs/guarantees.md: what a remembered delivery costs, measured on a Redis of our own. */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { startRedis } from '../helpers/redis.js';
import { marked, read, rows } from './markdown.js';
import { keyCosts } from './key-costs.js';
import { BODY_BYTES, messageCost } from './queue-costs.js';

const page = read('docs/guarantees.md');
const DAYS_4 = 4 * 86_400_000;
/** Just past a power of two Redis's table is at its emptiest, and a key at its dearest. */
const COUNT = 2 ** 16 + 1_000;

describe('docs/guarantees.md, memory', () => {
  const most = Number(/costs at most (\d+) bytes/.exec(page)?.[1]);
  const note = Number(/add (\d+) bytes/.exec(page)?.[1]);

  it('states what a record and a note of an id cost at most', { timeout: 120_000 }, async () => {
    const server = await startRedis();
    const store = createRedisStore({ url: server.url, prefix: 'whgw' });
    const client = new Redis(server.url);
    try {
      await store.ready(5_000);
      const record = await costOf(client, (key) => store.commit(key, 'owner', 200, DAYS_4));
      expectAbout(record, most);
      await client.flushall();
      const cost = await costOf(client, (key) =>
        store.noteBody(key, randomBytes(32).toString('hex'), DAYS_4),
      );
      expectAbout(cost, note);
    } finally {
      client.disconnect();
      await store.close();
      await server.stop();
    }
  });

  it('states what a message costs while it waits, and what is left of it', { timeout: 120_000 }, async () => {
    const [waiting, kept, unkept, dead] = messageRows().map(({ bytes }) => bytes);
    expect(page).toContain('a body of 1 KB');
    expect(BODY_BYTES).toBe(1024);
    const server = await startRedis();
    const client = new Redis(server.url);
    try {
      const cost = await messageCost(server.url, client, 2_000);
      expectAbout(cost.waiting, waiting ?? 0);
      expectAbout(cost.kept, kept ?? 0);
      expectAbout(cost.unkept, unkept ?? 0);
      expectAbout(cost.dead, dead ?? 0);
    } finally {
      client.disconnect();
      await server.stop();
    }
  });

  it('multiplies messages rightly', () => {
    const table = messageRows();
    expect(table.length).toBe(4);
    for (const { bytes, sum } of table) expect(sum).toBe(`${bytes / 100} MB`);
    const [waiting = 0, , unkept = 0] = table.map(({ bytes }) => bytes);
    expect(page).toContain(`21,600 waiting, ${Math.round((21_600 * waiting) / 1e6)} MB`);
    expect(page).toContain(`at most ${(100_000 * unkept) / 1e6} MB beside the bodies`);
    expect(read('docs/use-receiver-down.md')).toContain(
      `3,600 messages, ${Math.round((3_600 * waiting) / 1e6)} MB`,
    );
  });

  it('multiplies rightly', () => {
    const table = /^\| rate [^]*?\n\n/m.exec(page)?.[0] ?? '';
    const lines = table
      .split('\n')
      .slice(2)
      .filter((line) => line.startsWith('|'));
    expect(lines.length).toBe(4);
    for (const line of lines) {
      const [, rate = '', window = '', deliveries = '', memory = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      const perSecond = Number(rate.split(' ')[0]?.replaceAll(',', '')) / (rate.endsWith('day') ? 86_400 : 1);
      const count = Math.round(perSecond * 3_600 * Number(window.split(' ')[0]));
      expect(deliveries.replaceAll(',', ''), line).toBe(String(count));
      const bytes = count * most;
      expect(memory, line).toBe(
        bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`,
      );
    }
    expect(page).toContain(`so ${most + note} in place of ${most}`);
  });
});

describe('docs/operations.md, what lies in Redis', () => {
  it('has every kind of key, and states what each costs', { timeout: 120_000 }, async () => {
    const said = new Map(
      rows(marked(read('docs/operations.md'), 'keys'))
        .slice(1)
        .map(([key = '', , , bytes = '']) => [key.replaceAll('`', ''), Number(bytes.replace(',', ''))]),
    );
    const server = await startRedis();
    const client = new Redis(server.url);
    try {
      const costs = await keyCosts(server.url, client);
      expect([...said.keys()].sort()).toEqual([...costs.keys()].sort());
      for (const [kind, cost] of costs) expectAbout(cost, said.get(kind) ?? 0);
    } finally {
      client.disconnect();
      await server.stop();
    }
  });
});

/** The table of what a message costs. */
function messageRows(): readonly { readonly bytes: number; readonly sum: string }[] {
  return rows(marked(page, 'messages'))
    .slice(1)
    .map(([, bytes = '', sum = '']) => ({ bytes: Number(bytes.replace(',', '')), sum }));
}

/** Versions and allocators differ by a little; sums on the page must not be wrong by more. */
function expectAbout(cost: number, said: number): void {
  expect(cost).toBeLessThanOrEqual(said * 1.1);
  expect(cost).toBeGreaterThan(said * 0.7);
}

async function costOf(client: Redis, write: (key: string) => Promise<unknown>): Promise<number> {
  const before = await usedMemory(client);
  for (let i = 0; i < COUNT; i += 200) {
    const batch = Math.min(200, COUNT - i);
    await Promise.all(Array.from({ length: batch }, () => persist(write, randomBytes(16).toString('hex'))));
  }
  // Redis moves its tables over bit by bit; half-way it holds two.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  return ((await usedMemory(client)) - before) / COUNT;
}

/** A busy machine lets a write pass its deadline; both writes may be repeated. */
async function persist(write: (key: string) => Promise<unknown>, key: string, tries = 5): Promise<void> {
  await write(key).catch((error: unknown) => {
    if (tries === 1) throw error;
    return persist(write, key, tries - 1);
  });
}

async function usedMemory(client: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
}
