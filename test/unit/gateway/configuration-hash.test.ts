/** When the hash of the configuration in force is made: it is slow, and a start must not pay for it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { configHash, hashNumber } from '../../../src/config/hash.js';
import { loadGatewayConfig } from '../../../src/config/load.js';
import { Configuration, HASH_AFTER } from '../../../src/gateway/configuration/in-force.js';
import type { Log } from '../../../src/observe/log.js';
import { createMetrics, type Metrics } from '../../../src/observe/metrics.js';
import { ENV, usual } from '../config/helpers.js';

const loaded = loadGatewayConfig({
  file: '/conf/gateway.yaml',
  env: ENV,
  readFile: () => Buffer.from(JSON.stringify(usual())),
});
if (!loaded.ok) throw new Error('the usual configuration is faulty');
const sound = loaded;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as Log;

let configuration: Configuration;
let told: (number | undefined)[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  told = [];
  const metrics: Metrics = { ...createMetrics({ version: '1' }), configured: (hash) => told.push(hash) };
  configuration = new Configuration(sound, { load: () => sound, log: quiet, metrics });
});
afterEach(() => {
  configuration.stop();
  vi.useRealTimers();
});

async function untilTold(count: number): Promise<void> {
  const patience = Date.now() + 20_000;
  while (told.length < count && Date.now() < patience) await new Promise((resolve) => setImmediate(resolve));
  expect(told).toHaveLength(count);
}

/** Long enough for one that was begun before to be done: two are made, one after the other. */
async function longEnough(): Promise<void> {
  await configHash(sound.config);
  await configHash(sound.config);
}

test('nobody asks: it is made a second after the start, and not before', async () => {
  configuration.started(() => Promise.resolve());
  await vi.advanceTimersByTimeAsync(HASH_AFTER - 1);
  await longEnough();
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await untilTold(1);
  expect(told).toEqual([hashNumber(await configHash(sound.config))]);
});

test('somebody asks before: it is made at once, and only once', async () => {
  configuration.started(() => Promise.resolve());
  const { hash } = await configuration.configuration();
  expect(hash).toBe(await configHash(sound.config));
  await untilTold(1);
  await vi.advanceTimersByTimeAsync(HASH_AFTER);
  await longEnough();
  expect(told).toHaveLength(1);
});

test('a reload makes it anew', async () => {
  configuration.started(() => Promise.resolve());
  await configuration.configuration();
  await untilTold(1);
  expect(await configuration.reload()).toMatchObject({ ok: true });
  await untilTold(2);
});

test('a gateway that stops before makes none', async () => {
  configuration.started(() => Promise.resolve());
  configuration.stop();
  await vi.advanceTimersByTimeAsync(HASH_AFTER);
  await longEnough();
  expect(told).toEqual([]);
});
