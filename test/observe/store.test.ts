import { describe, expect, it } from 'vitest';
import { observeStore } from '../../src/observe/store.js';
import type { ClaimStore } from '../../src/steps/claims.js';
import { StoreUnavailable } from '../../src/steps/claims.js';
import { observed } from './gateway.js';

/** A store that answers everything, until `fail` is set. */
function fakeStore(): ClaimStore & { fail: boolean; change(up: boolean): void } {
  const listeners: ((up: boolean) => void)[] = [];
  const answer = <T>(value: T): Promise<T> =>
    store.fail ? Promise.reject(new StoreUnavailable('timeout')) : Promise.resolve(value);
  const store = {
    fail: false,
    up: true,
    claim: () => answer({ state: 'own' } as const),
    renew: () => answer(true),
    commit: () => answer('committed' as const),
    release: () => answer(true),
    queue: () => answer(true),
    bury: () => answer(true),
    look: () => answer({ state: 'absent' } as const),
    noted: () => answer(undefined),
    forget: () => answer(true),
    noteBody: () => answer(false),
    onChange: (listener: (up: boolean) => void) => void listeners.push(listener),
    ready: () => Promise.resolve(true),
    close: () => Promise.resolve(),
    change(up: boolean) {
      store.up = up;
      for (const listener of listeners) listener(up);
    },
  };
  return store;
}

describe('an observed store', () => {
  it('answers as the store does, and every question is timed', async () => {
    const { metrics, series } = observed();
    const store = observeStore(fakeStore(), metrics);
    expect(await store.claim('k', 'o')).toEqual({ state: 'own' });
    expect(await store.commit('k', 'o', 200, 1)).toBe('committed');
    expect(await store.renew('k', 'o')).toBe(true);
    expect(await store.release('k', 'o')).toBe(true);
    expect(await store.forget('k')).toBe(true);
    expect(await store.queue('k', 1)).toBe(true);
    expect(await store.bury('k', 'final', 1)).toBe(true);
    expect(await store.look('k')).toEqual({ state: 'absent' });
    expect(await store.noteBody('k', 'h', 1)).toBe(false);
    const found = await series();
    for (const operation of [
      'claim',
      'commit',
      'renew',
      'release',
      'queue',
      'bury',
      'look',
      'forget',
      'note_body',
    ]) {
      expect(found.get(`webhook_gateway_store_duration_seconds_count{operation="${operation}"}`)).toBe(1);
      expect(found.get(`webhook_gateway_store_errors_total{operation="${operation}"}`)).toBe(0);
    }
  });

  it('passes a failure on unchanged, and counts it', async () => {
    const { metrics, series } = observed();
    const inner = fakeStore();
    const store = observeStore(inner, metrics);
    inner.fail = true;
    await expect(store.claim('k', 'o')).rejects.toBeInstanceOf(StoreUnavailable);
    const found = await series();
    expect(found.get('webhook_gateway_store_errors_total{operation="claim"}')).toBe(1);
    expect(found.get('webhook_gateway_store_duration_seconds_count{operation="claim"}')).toBe(1);
  });

  it('shows whether the store is up, from the start and with every change', async () => {
    const { metrics, series } = observed();
    const inner = fakeStore();
    const store = observeStore(inner, metrics);
    const up = async () => (await series()).get('webhook_gateway_store_up');
    expect(await up()).toBe(1);
    inner.change(false);
    expect([await up(), store.up]).toEqual([0, false]);
    inner.change(true);
    expect([await up(), store.up]).toEqual([1, true]);
  });
});
