import { describe, expect, it } from 'vitest';
import { storeHooks, watchStore } from '../../src/observe/store-hooks.js';
import { StoreUnavailable } from '../../src/line/claim/claim-store.js';
import { openStore } from '../../src/store/open.js';
import { newKey } from '../helpers/messages.js';
import { randomPrefix } from '../helpers/redis.js';
import { freePort } from '../helpers/servers.js';
import { controlledStore } from '../unit/line/store.js';
import { observed } from '../helpers/observed.js';
import { sharedRedis } from '../helpers/shared-redis.js';

describe.each(['memory:', 'redis'])('the store %s', (kind) => {
  it('tells how long every question took', async () => {
    const { metrics, log, series } = observed();
    const { claims: store } = await openStore(
      {
        url: kind === 'redis' ? sharedRedis() : kind,
        prefix: randomPrefix(),
        durability: 'server',
        replicas: 0,
      },
      storeHooks(metrics, log),
    );
    expect(await store.ready(2_000)).toBe(true);
    const [key, other] = [newKey(), newKey()];
    expect(await store.claim(key, 'o')).toEqual({ state: 'own' });
    expect(await store.renew(key, 'o')).toBe(true);
    expect(await store.commit(key, 'o', 200, 1_000)).toBe('committed');
    expect(await store.look(key)).toEqual({ state: 'done' });
    expect(await store.forget(key)).toBe(true);
    expect(await store.release(key, 'o')).toBe(false);
    expect(await store.queue(other, 1_000)).toBe(true);
    expect(await store.bury(other, 'final', 1_000)).toBe(true);
    expect(await store.noteBody(key, 'h', 1_000)).toBe(false);
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
    await store.close();
    await expect(store.claim(key, 'o')).rejects.toBeInstanceOf(StoreUnavailable);
    expect((await series()).get('webhook_gateway_store_errors_total{operation="claim"}')).toBe(1);
  });
});

it('a question that Redis does not answer is counted as an error', async () => {
  const { metrics, log, series } = observed();
  const url = `redis://127.0.0.1:${await freePort()}`;
  const config = { url, prefix: randomPrefix(), durability: 'server', replicas: 0 } as const;
  const { claims: store } = await openStore(config, storeHooks(metrics, log));
  await store.ready(100);
  await expect(store.claim('k', 'o')).rejects.toBeInstanceOf(StoreUnavailable);
  const found = await series();
  expect(found.get('webhook_gateway_store_errors_total{operation="claim"}')).toBe(1);
  expect(found.get('webhook_gateway_store_duration_seconds_count{operation="claim"}')).toBe(1);
  await store.close();
});

it('whether the store is up is shown, from the start and with every change', async () => {
  const { metrics, series } = observed();
  const store = controlledStore();
  watchStore(store, metrics);
  const up = async () => (await series()).get('webhook_gateway_store_up');
  expect(await up()).toBe(1);
  store.turn(false);
  expect(await up()).toBe(0);
  store.turn(true);
  expect(await up()).toBe(1);
});
