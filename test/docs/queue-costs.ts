/** What the queue costs, measured on a real gateway and a Redis of its own: memory of a message, and of an idle route. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { post } from '../helpers/gateway.js';
import { startGatewayProcess, type GatewayProcess } from '../helpers/process.js';
import { until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream } from '../helpers/upstream.js';
import { STANDARD_SECRET, TEXT_SECRET } from './load.js';

export const BODY_BYTES = 1024;

function start(
  redisUrl: string,
  receiverUrl: string,
  deliveries: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const routes = Object.entries(deliveries).map(
    ([name, delivery]) => `  - name: ${name}
    path: /${name}
    source: { scheme: actuallycare, secrets: [{ env: SOURCE_SECRET }] }
    destination:
      url: ${receiverUrl}/
      scheme: standard
      secrets: [{ env: RECEIVER_SECRET }]
      verdicts: { final: [422] }
    delivery: ${delivery}
`,
  );
  return startGatewayProcess({
    config: `store: { url: "${redisUrl}" }\nroutes:\n${routes.join('')}`,
    env: { SOURCE_SECRET: TEXT_SECRET, RECEIVER_SECRET: STANDARD_SECRET },
  });
}

async function info(client: Redis, section: string, field: string): Promise<number> {
  return Number(new RegExp(`^${field}:([\\d.]+)`, 'm').exec(await client.info(section))?.[1]);
}

/** Redis moves its tables over bit by bit and frees its buffers late. */
async function usedMemory(client: Redis): Promise<number> {
  await sleep(2_000);
  return info(client, 'memory', 'used_memory');
}

async function queueAll(gateway: GatewayProcess, route: string, count: number): Promise<void> {
  const send = async (n: number): Promise<void> => {
    const head = `{"event":"lead.created","data":{"n":${n},"text":"`;
    const body = `${head}${'x'.repeat(BODY_BYTES - head.length - 3)}"}}`;
    const headers = signHeaders('actuallycare', TEXT_SECRET, body);
    const { outcome } = await post(`${gateway.url}/${route}`, body, headers);
    if (outcome !== 'queued') throw new Error(`not queued: ${outcome ?? ''}`);
  };
  for (let n = 0; n < count; n += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - n) }, (_, i) => send(n + i)));
  }
}

/** Bytes of Redis a message with a body of BODY_BYTES, everything included. */
export interface MessageCost {
  readonly waiting: number;
  /** Delivered, its body kept for `keepBodies`. */
  readonly kept: number;
  /** Delivered, its body gone. */
  readonly unkept: number;
  readonly dead: number;
}

export async function messageCost(redisUrl: string, client: Redis, count: number): Promise<MessageCost> {
  const receiver = await startUpstream();
  const gateway = await start(redisUrl, receiver.url, {
    kept: '{ mode: queued, concurrency: 64 }',
    unkept: '{ mode: queued, concurrency: 64, keepBodies: off }',
    dead: '{ mode: queued, concurrency: 64 }',
  });

  async function cost(route: string, reply: number): Promise<{ waiting: number; ended: number }> {
    receiver.reply(reply);
    await client.hset('whgw:paused', route, '1:operator');
    await until('the route is paused', async () => (await pausedRoutes(gateway)) === 1, 5_000, 100);
    const before = await usedMemory(client);
    const each = async () => Math.round(((await usedMemory(client)) - before) / count);
    await queueAll(gateway, route, count);
    const waiting = await each();
    await client.hdel('whgw:paused', route);
    await until(
      'all have ended',
      async () => (await client.zcard(`whgw:{${route}}:p:1`)) === 0,
      300_000,
      200,
    );
    return { waiting, ended: await each() };
  }

  try {
    const kept = await cost('kept', 204);
    const unkept = await cost('unkept', 204);
    const dead = await cost('dead', 422);
    const waiting = Math.max(kept.waiting, unkept.waiting, dead.waiting);
    return { waiting, kept: kept.ended, unkept: unkept.ended, dead: dead.ended };
  } finally {
    await gateway.stop();
    await receiver.close();
  }
}

function pausedRoutes(gateway: GatewayProcess): Promise<number> {
  return gateway.metric('webhook_gateway_paused');
}

export interface IdleCost {
  readonly routes: number;
  readonly connections: number;
  readonly commandsASecond: number;
  /** Percent of one processor. */
  readonly gatewayCpu: number;
  readonly redisCpu: number;
  /** Megabytes. */
  readonly gatewayMemory: number;
  readonly redisMemory: number;
}

/** Time to settle, and time that is measured. */
const SETTLE_MS = 15_000;
const MEASURED_MS = 30_000;

/** A gateway with so many queued routes and nothing to do; none is one direct route. */
export async function idleCost(redisUrl: string, client: Redis, routes: number): Promise<IdleCost> {
  const receiver = await startUpstream();
  const redisPid = await info(client, 'server', 'process_id');
  const names = Array.from({ length: Math.max(1, routes) }, (_, i) => `r${i}`);
  const mode = routes === 0 ? '{ mode: direct }' : '{ mode: queued }';
  const gateway = await start(redisUrl, receiver.url, Object.fromEntries(names.map((name) => [name, mode])));
  const pid = gateway.child.pid ?? 0;
  const look = async () => ({
    gateway: cpuSeconds(pid),
    redis: cpuSeconds(redisPid),
    commands: await info(client, 'stats', 'total_commands_processed'),
  });
  try {
    await sleep(SETTLE_MS);
    const before = await look();
    await sleep(MEASURED_MS);
    const after = await look();
    const percent = (seconds: number) => Math.round((seconds / MEASURED_MS) * 1_000_000) / 10;
    return {
      routes,
      connections: (await info(client, 'clients', 'connected_clients')) - 1,
      commandsASecond: Math.round(((after.commands - before.commands) / MEASURED_MS) * 1_000),
      gatewayCpu: percent(after.gateway - before.gateway),
      redisCpu: percent(after.redis - before.redis),
      gatewayMemory: residentMegabytes(pid),
      redisMemory: residentMegabytes(redisPid),
    };
  } finally {
    await gateway.stop();
    await receiver.close();
  }
}

/** As Linux counts them: hundredths. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
