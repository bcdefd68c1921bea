/** Redis is killed, hangs and comes back, while deliveries go on through a gateway of its own process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lead, leadsConfig, PATH } from '../../helpers/leads.js';
import { createSender, slowest, startLoad, tally, type Sent } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { startRedis, type RedisServer } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

const CLIENTS = 40;
const ANSWERED_WITHIN_MS = 1_500;
const BACK_WITHIN_MS = 3_000;

let redis: RedisServer;
let receiver: Upstream;
let gateway: GatewayProcess;

beforeEach(async () => {
  redis = await startRedis();
  receiver = await startUpstream();
});
afterEach(async () => {
  await gateway.stop();
  await receiver.close();
  await redis.stop();
});

async function start(route = ''): Promise<void> {
  const config = leadsConfig({ receiver: receiver.url, redis: redis.url, prefix: 'p', route });
  gateway = await startGatewayProcess({ config });
}

interface Outage {
  readonly sent: readonly Sent[];
  /** Those answered while Redis was away. */
  readonly meanwhile: readonly Sent[];
  /** From Redis's return to the first acceptance. */
  readonly backAfterMs: number;
}

/** One second of peace, the fault for `ms`, and one more second after it is over. */
async function through(fault: () => Promise<void>, ms: number, over: () => Promise<void>): Promise<Outage> {
  const send = createSender(true);
  const load = startLoad(CLIENTS, () => send(gateway.url + PATH, lead()), 5);
  await sleep(1_000);
  await fault();
  const from = performance.now() + 100;
  await sleep(ms);
  const to = performance.now();
  await over();
  const back = performance.now();
  const accepted = (): Sent | undefined =>
    load.sent.find(({ at, outcome }) => at > back && outcome === 'accepted');
  await until('accepted again', () => accepted() !== undefined, BACK_WITHIN_MS);
  await until(
    'the store is up',
    async () => (await gateway.metric('webhook_gateway_store_up')) === 1,
    BACK_WITHIN_MS,
  );
  await sleep(1_000);
  const sent = await load.stop();
  const meanwhile = sent.filter(({ at }) => at > from && at < to);
  return { sent, meanwhile, backAfterMs: (accepted()?.at ?? Infinity) - back };
}

/** Each 2xx stands for a delivery that the receiver has, and no delivery is there twice. */
function expectTruth(sent: readonly Sent[]): void {
  const has = receiver.received.map(({ body }) => body.toString());
  expect(new Set(has).size).toBe(has.length);
  const arrived = new Set(has);
  for (const { status, lead: one } of sent) {
    if (status >= 200 && status < 300) expect(arrived.has(one.body.toString())).toBe(true);
  }
}

const faults: readonly [what: string, ms: number, fault: () => Promise<void>, over: () => Promise<void>][] = [
  ['killed, and back without its data', 2_000, () => redis.kill9(), () => redis.restart()],
  ['hung for a second', 1_000, () => redis.pause(), () => redis.resume()],
  ['hung for four seconds', 4_000, () => redis.pause(), () => redis.resume()],
  ['hung, then killed and started anew', 1_500, () => redis.pause(), () => redis.restart()],
];

describe.each(faults)('Redis is %s', (_, ms, fault, over) => {
  test('every answer is quick and true, and it works again soon after', async () => {
    await start();
    const { sent, meanwhile, backAfterMs } = await through(fault, ms, over);
    expect(slowest(sent)).toBeLessThan(ANSWERED_WITHIN_MS);
    expect(backAfterMs).toBeLessThan(BACK_WITHIN_MS);
    expect(Object.keys(tally(sent)).sort()).toEqual(['accepted', 'store_unavailable']);
    if (ms >= 1_500) expect(tally(meanwhile.filter(({ ms: took }) => took < 100))['accepted'] ?? 0).toBe(0);
    expectTruth(sent);
  });
});

test('with onStoreOutage forward, everything is delivered while Redis is away', async () => {
  await start('dedupe: { onStoreOutage: forward }');
  const { sent, meanwhile } = await through(
    () => redis.kill9(),
    1_500,
    () => redis.restart(),
  );
  expect(Object.keys(tally(sent))).toEqual(['accepted']);
  expect(meanwhile.length).toBeGreaterThan(0);
  expect(slowest(sent)).toBeLessThan(ANSWERED_WITHIN_MS);
  expect(await gateway.metric('webhook_gateway_without_dedupe_total')).toBeGreaterThan(0);
  expectTruth(sent);
  // What was accepted meanwhile is remembered afterwards.
  const send = createSender(true);
  const again = await Promise.all(
    meanwhile.slice(-100).map(({ lead: one }) => send(gateway.url + PATH, one)),
  );
  expect(Object.keys(tally(again))).toEqual(['duplicate']);
});
