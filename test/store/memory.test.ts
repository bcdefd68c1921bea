import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/store/memory/memory-claims.js';
import { LEASE_MS } from '../../src/line/claim/claim-store.js';
import { memoryBench } from './benches.js';
import { claimStoreSuite, HOUR } from './suite.js';

claimStoreSuite('memory', memoryBench);

describe('memory store', () => {
  test('a full store drops its oldest done record, and counts it', async () => {
    const evictions: number[] = [];
    const store = createMemoryStore({ maxRecords: 3, onEvict: (total) => evictions.push(total) });
    for (const key of ['k1', 'k2', 'k3', 'k4']) await store.commit(key, 'a', 200, HOUR);
    expect(store.size).toBe(3);
    expect(store.evicted).toBe(1);
    expect(await store.forget('k1')).toBe(false);
    expect(await store.forget('k2')).toBe(true);
    await store.commit('k5', 'a', 200, HOUR);
    await store.commit('k6', 'a', 200, HOUR);
    expect(evictions).toEqual([1, 2]);
    expect(await store.claim('k4', 'b')).toEqual({ state: 'done', status: 200 });
    expect(await store.forget('k3')).toBe(false);
  });

  test('live claims are never dropped: a store full of them grows by what is in flight', async () => {
    const store = createMemoryStore({ maxRecords: 2 });
    for (const key of ['k1', 'k2', 'k3', 'k4']) await store.claim(key, 'a');
    expect(store.size).toBe(4);
    for (const key of ['k1', 'k2', 'k3', 'k4']) {
      expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
    }
    // A commit takes the claim's place, so nothing has to go for it.
    await store.commit('k1', 'a', 200, HOUR);
    expect(await store.claim('k1', 'b')).toEqual({ state: 'done', status: 200 });
    expect(store.evicted).toBe(0);
  });

  test('a claim drops a done record, never the other way round', async () => {
    const store = createMemoryStore({ maxRecords: 2 });
    await store.claim('live', 'a');
    await store.commit('done', 'a', 200, HOUR);
    await store.claim('new', 'a');
    expect(await store.claim('live', 'b')).toEqual({ state: 'busy', owner: 'a' });
    expect(await store.claim('new', 'b')).toEqual({ state: 'busy', owner: 'a' });
    expect(store.evicted).toBe(1);
  });

  test('records whose window ended make room without counting as dropped', async () => {
    let now = 0;
    const store = createMemoryStore({ maxRecords: 2, now: () => now });
    await store.commit('k1', 'a', 200, HOUR);
    await store.commit('k2', 'a', 200, HOUR);
    now = HOUR;
    await store.commit('k3', 'a', 200, HOUR);
    await store.commit('k4', 'a', 200, HOUR);
    expect(store.evicted).toBe(0);
    expect(store.size).toBe(2);
  });

  test('memory follows what is alive, without a timer and without being asked for the old keys', async () => {
    let now = 0;
    const store = createMemoryStore({ now: () => now });
    for (let i = 0; i < 10_000; i += 1) {
      await store.claim(`key-${i}`, 'a');
      await store.commit(`key-${i}`, 'a', 200, 1_000);
      now += 1;
    }
    expect(store.size).toBeLessThan(3_000);
    expect(store.evicted).toBe(0);
  });

  test('orphaned claims are swept as well', async () => {
    let now = 0;
    const store = createMemoryStore({ now: () => now });
    for (let i = 0; i < 1_000; i += 1) await store.claim(`orphan-${i}`, 'a');
    now += LEASE_MS;
    for (let i = 0; i < 1_000; i += 1) await store.claim(`next-${i}`, 'a');
    expect(store.size).toBeLessThanOrEqual(1_000);
  });

  test('body notes are bounded too, and cost no done record', async () => {
    const store = createMemoryStore({ maxRecords: 2 });
    await store.commit('done', 'a', 200, HOUR);
    for (const key of ['k1', 'k2', 'k3']) await store.noteBody(key, 'one', HOUR);
    expect(await store.noteBody('k3', 'two', HOUR)).toBe(true);
    expect(await store.noteBody('k1', 'two', HOUR)).toBe(false);
    expect(await store.claim('done', 'b')).toEqual({ state: 'done', status: 200 });
  });

  test('a full store costs no more per delivery than an empty one', async () => {
    const perDelivery = async (from: number): Promise<number> => {
      const start = performance.now();
      for (let i = from; i < from + 50_000; i += 1) {
        await store.claim(`key-${i}`, 'a');
        await store.commit(`key-${i}`, 'a', 200, HOUR);
      }
      return (performance.now() - start) / 50_000;
    };
    const store = createMemoryStore({ maxRecords: 100_000 });
    await perDelivery(0);
    const empty = await perDelivery(50_000);
    const full = await perDelivery(100_000);
    // Walking over dropped entries would make it thousands of times slower; the margin is for a busy machine.
    expect(full).toBeLessThan(20 * empty + 0.01);
    expect(store.size).toBe(100_000);
    expect(store.evicted).toBe(50_000);
  });
});
