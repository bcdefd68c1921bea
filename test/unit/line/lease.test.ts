/** Heartbeat and commit of held claims, on a clock of the test's own. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HEARTBEAT_MS, LEASE_MS } from '../../../src/line/claim/claim-store.js';
import { Leases, type Lease } from '../../../src/line/claim/leases.js';
import { controlledStore, type ControlledStore } from './store.js';

const HOUR = 3_600_000;

let store: ControlledStore;
let leases: Leases;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] });
  store = controlledStore();
  leases = new Leases(store, () => performance.now());
});
afterEach(async () => {
  leases.close();
  await store.close();
  vi.useRealTimers();
});

function granted(key: string): Lease {
  const lease = { key, owner: 'a', renewedAt: 0, before: undefined, after: undefined };
  leases.grant(lease);
  return lease;
}

function count(operation: string): number {
  return store.asked.filter((call) => call.startsWith(`${operation} `)).length;
}

describe('the heartbeat', () => {
  test('keeps a claim far beyond its lease, and no more once it has ended', async () => {
    await store.claim('k', 'a');
    const lease = granted('k');
    await vi.advanceTimersByTimeAsync(4 * LEASE_MS);
    expect(await store.claim('k', 'b')).toEqual({ state: 'busy', owner: 'a' });
    expect(count('renew')).toBe((4 * LEASE_MS) / HEARTBEAT_MS);

    await leases.release(lease);
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    expect(count('renew')).toBe((4 * LEASE_MS) / HEARTBEAT_MS);
  });

  test('stops where the claim is no longer ours', async () => {
    granted('k');
    await vi.advanceTimersByTimeAsync(4 * LEASE_MS);
    expect(count('renew')).toBe(1);
  });

  test('goes on over a store that fails for a while', async () => {
    await store.claim('k', 'a');
    granted('k');
    store.fail('at once', 'renew');
    await vi.advanceTimersByTimeAsync(LEASE_MS - HEARTBEAT_MS);
    store.fail('at once');
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    expect(await store.claim('k', 'b')).toEqual({ state: 'busy', owner: 'a' });
  });

  test('stops with the process’s claims, so that they run out', async () => {
    await store.claim('k', 'a');
    granted('k');
    leases.close();
    await vi.advanceTimersByTimeAsync(LEASE_MS + 1);
    expect(await store.claim('k', 'b')).toEqual({ state: 'own' });
  });
});

describe('a commit', () => {
  /** The waits between tries are on the real clock. */
  function committed(key = 'k'): Promise<string> {
    return leases.commit(granted(key), 200, HOUR);
  }

  test('is tried three times before it is left to the background', async () => {
    store.fail('at once', 'commit');
    expect(await committed()).toBe('pending');
    expect(count('commit')).toBe(3);
  });

  test('over a store that hangs takes half a second', async () => {
    store.fail('in time', 'commit');
    const lease = granted('k');
    const since = performance.now();
    const answer = leases.commit(lease, 200, HOUR);
    await vi.advanceTimersByTimeAsync(500);
    expect(await answer).toBe('pending');
    expect(performance.now() - since).toBeLessThanOrEqual(500);
  });

  test('left behind is stored in the turn in which the store is back, before anybody’s claim', async () => {
    store.fail('at once', 'commit');
    await committed();
    store.fail('at once');
    store.turn(true);
    expect(await store.claim('k', 'b')).toEqual({ state: 'done', status: 200 });
  });

  test('left behind is tried again every second where the store never said that it was lost', async () => {
    store.fail('at once', 'commit');
    await committed();
    store.fail('at once');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await store.claim('k', 'b')).toEqual({ state: 'done', status: 200 });
  });

  test('left behind is given up after two minutes', async () => {
    store.fail('at once', 'commit');
    await committed();
    await vi.advanceTimersByTimeAsync(122_000);
    store.fail('at once');
    store.turn(true);
    expect(await store.claim('k', 'b')).toEqual({ state: 'own' });
  });

  test('many left behind neither burden the store while it is out nor flood it when it is back', async () => {
    store.fail('at once', 'commit');
    const all = Array.from({ length: 5_000 }, (_, i) => committed(`k${i}`));
    await Promise.all(all);
    const before = count('commit');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(count('commit') - before).toBeLessThanOrEqual(10 * 64);

    store.fail('at once');
    store.turn(true);
    await vi.waitFor(async () => {
      expect(await store.claim('k4999', 'b')).toEqual({ state: 'done', status: 200 });
    });
    expect(store.mostOpen()).toBeLessThanOrEqual(65);
  });
});
