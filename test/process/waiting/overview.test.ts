/** Two replicas on one Redis tell the same whole; one that is killed still counts for its minutes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OverviewView } from '../../../src/http/api/overview/overview-view.js';
import { ask, TOKEN } from '../../helpers/api.js';
import { lead, leadsConfig, PATH, RECEIVER_SECRET, SOURCE_SECRET } from '../../helpers/leads.js';
import { createSender } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { randomPrefix, withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import { sharedRedis } from '../../helpers/shared-redis.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

/** Each replica writes its minutes every ten seconds. */
const TOLD_WITHIN_MS = 30_000;

let receiver: Upstream;
let replicas: GatewayProcess[];
let prefix: string;
const send = createSender(true);

beforeEach(async () => {
  receiver = await startUpstream();
  prefix = randomPrefix();
  const config = `admin: { host: 127.0.0.1, port: 0, token: ${TOKEN} }\n${leadsConfig({
    receiver: receiver.url,
    redis: sharedRedis(),
    prefix,
  })}`;
  replicas = await Promise.all([0, 1].map(() => startGatewayProcess({ config })));
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await receiver.close();
});

async function overviewOf(replica: GatewayProcess): Promise<OverviewView> {
  const { text } = await ask({ url: replica.adminUrl }, 'GET', '/api/overview');
  for (const secret of [SOURCE_SECRET, RECEIVER_SECRET, TOKEN]) expect(text).not.toContain(secret);
  return JSON.parse(text) as OverviewView;
}

function accepted({ routes }: OverviewView): number {
  const minutes = routes[0]?.destinations[0]?.minutes ?? [];
  return minutes.reduce((sum, { outcomes }) => sum + (outcomes['accepted'] ?? 0), 0);
}

test('the overview of each has both, and what the killed one did', { timeout: 120_000 }, async () => {
  const [a, b] = replicas as [GatewayProcess, GatewayProcess];
  for (const [replica, count] of [
    [a, 3],
    [b, 4],
  ] as const)
    for (let i = 0; i < count; i++) expect((await send(replica.url + PATH, lead())).status).toBe(200);
  for (const replica of replicas)
    await until('both are in it', async () => accepted(await overviewOf(replica)) === 7, TOLD_WITHIN_MS, 500);
  const both = await overviewOf(a);
  expect(both.replicas).toHaveLength(2);
  expect(both.scope).toEqual({
    kind: 'replicas',
    replicas: 2,
    says: `all 2 replicas of prefix ${prefix}`,
  });
  const list = await ask({ url: a.adminUrl }, 'GET', '/api/deliveries');
  expect(list.body['scope']).toMatchObject({ says: 'this replica only; 2 replicas share the store' });
  expect(list.body['data']).toHaveLength(3);

  b.kill('SIGKILL');
  await b.exited;
  const isAlone = async (): Promise<boolean> => (await overviewOf(a)).replicas.length === 1;
  await until('the killed one lives no more', isAlone, 60_000, 500);
  expect(accepted(await overviewOf(a))).toBe(7);
  const kept = await withClient(sharedRedis(), (client) => client.keys(`${prefix}:minute:1:*`));
  expect(kept.length).toBeGreaterThan(0);
});
