/** What tests of a Redis that says no share: a Redis, real or made up, a receiver and a gateway. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { startFakeRedis, type FakeRedis } from '../helpers/fake-redis.js';
import { post } from '../helpers/gateway.js';
import { lead, PATH } from '../helpers/leads.js';
import { createSender } from '../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../helpers/process.js';
import { startRedis, type RedisOptions, type RedisServer } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

export const QUEUED = 'delivery: { mode: queued, schedule: [1s, 1s] }';
/** The share of a processor that a gateway may take which does nothing but look whether Redis is back. */
export const IDLE = 0.25;
const ENDS_WITHIN_MS = 8_000;

export const send = createSender(false);
/** What a test started beside these. */
export const ends: (() => Promise<unknown>)[] = [];
/** For `afterEach`: ends what a test started. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

export async function serve(options: RedisOptions = {}): Promise<RedisServer> {
  const redis = await startRedis(options);
  ends.push(() => redis.stop());
  return redis;
}

export async function fake(answer: FakeRedis['answer']): Promise<FakeRedis> {
  const redis = await startFakeRedis(answer);
  ends.push(() => redis.close());
  return redis;
}

export async function receive(status = 200): Promise<Upstream> {
  const receiver = await startUpstream(status);
  ends.push(() => receiver.close());
  return receiver;
}

export async function start(config: string): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess({ config });
  ends.push(() => gateway.stop());
  return gateway;
}

/** Of one processor, over three seconds. */
export async function processorShare(gateway: GatewayProcess): Promise<number> {
  const processor = (): Promise<number> => gateway.metric('process_cpu_seconds_total');
  const used = await processor();
  const startedAt = performance.now();
  await sleep(3_000);
  return ((await processor()) - used) / ((performance.now() - startedAt) / 1_000);
}

/** What the log says of the store, with its reason. */
export function saidOfStore(gateway: GatewayProcess): string[] {
  return gateway
    .lines()
    .filter(({ msg, reason }) => String(msg).startsWith('the dedupe store') && reason !== undefined)
    .map(({ reason }) => String(reason));
}

export async function reasonOf(gateway: GatewayProcess): Promise<unknown> {
  const one = lead();
  const refused = await post(gateway.url + PATH, one.body, one.headers);
  expect(refused).toMatchObject({ status: 503, outcome: 'store_unavailable' });
  const line = (): Record<string, unknown> | undefined =>
    gateway.lines().findLast(({ msg }) => msg === 'delivery');
  await until('it is logged', () => line() !== undefined);
  return line()?.['reason'];
}

export async function endsWhenTold(gateway: GatewayProcess): Promise<void> {
  const startedAt = performance.now();
  gateway.kill('SIGTERM');
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - startedAt).toBeLessThan(ENDS_WITHIN_MS);
}
