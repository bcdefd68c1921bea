/**
 * Each deployment lived through without an engine or a cluster: its Redis with its arguments, the built gateway with its
 * variables or its file, a provider before it and a receiver that verifies behind it.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { parseSize } from '../../src/model/units.js';
import { STANDARD_SECRET, TEXT_SECRET } from '../docs/load.js';
import { post } from '../helpers/gateway.js';
import { run, startGatewayProcess, type GatewayProcess } from '../helpers/process.js';
import { startRedis, type RedisServer } from '../helpers/redis.js';
import { freePort, until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream, type Received, type Upstream } from '../helpers/upstream.js';
import {
  COMPOSE_FILE,
  REDIS_ARGUMENTS,
  SHARED_FILE,
  SIDECAR_FILE,
  compose,
  containerOf,
  environmentOf,
  secretIn,
  sharedConfig,
} from './files.js';
import { HEALTHCHECK } from './image.js';
import { makeUsers } from './users.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The Redis of compose.yaml, on a port of the test's. */
async function redisOfCompose(): Promise<RedisServer> {
  const redis = await startRedis({ args: REDIS_ARGUMENTS[0]?.[1] ?? [] });
  closing.push(() => redis.stop());
  return redis;
}

/** The Redis of redis.yaml with its users. @returns the URL that the Secret of this gateway holds */
async function redisFor(name: string): Promise<string> {
  const users = makeUsers('leads', 'webhook-gateway');
  closing.push(() => users.remove());
  const redis = await users.start(REDIS_ARGUMENTS[1]?.[1] ?? []);
  closing.push(() => redis.stop());
  return users.url(name, redis);
}

async function receiverAt(port?: number): Promise<Upstream> {
  const receiver = await startUpstream(204, port);
  closing.push(() => receiver.close());
  return receiver;
}

/** Every file of secrets that a text names, under a folder of the test's. @returns the text with those paths. */
function withSecrets(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  closing.push(() => rm(folder, { recursive: true }));
  return text.replace(/\/run\/secrets\/[\w/-]+/g, (path) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${secretIn(path)}\n`);
    return file;
  });
}

function variables(
  given: Readonly<Record<string, string>>,
  redisUrl: string,
  receiverPort: number,
): Record<string, string> {
  const env = JSON.parse(withSecrets(JSON.stringify(given))) as Record<string, string>;
  const url = `http://127.0.0.1:${receiverPort}${new URL(env['GATEWAY_DESTINATION_URL'] ?? '').pathname}`;
  return { ...env, REDIS_URL: redisUrl, GATEWAY_DESTINATION_URL: url };
}

async function started(options: Parameters<typeof startGatewayProcess>[0]): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess(options);
  closing.push(() => gateway.stop());
  return gateway;
}

let count = 0;
function lead(): string {
  count += 1;
  return JSON.stringify({ event: 'lead.created', timestamp: new Date().toISOString(), data: { count } });
}

function send(gateway: GatewayProcess, body: string) {
  return post(`${gateway.url}/webhooks/actuallycare`, body, signHeaders('actuallycare', TEXT_SECRET, body));
}

function genuine({ headers, body }: Received): unknown {
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return new Webhook(STANDARD_SECRET).verify(body, given);
}

async function arrives(receiver: Upstream, body: string, ms?: number): Promise<void> {
  await until('the receiver has it', () => receiver.received.length > 0, ms);
  expect(receiver.received.map(genuine)).toEqual([JSON.parse(body)]);
}

describe.each(REDIS_ARGUMENTS)('the Redis of %s', (file, args) => {
  it('is one that `check --online` has nothing to say against', async () => {
    const env =
      file === COMPOSE_FILE
        ? variables(compose.services.gateway.environment ?? {}, (await redisOfCompose()).url, 3000)
        : variables(environmentOf(containerOf(SIDECAR_FILE, 'gateway')), await redisFor('leads'), 3000);
    const { code, stderr } = await run(['check', '--online'], env);
    expect(stderr).toContain('0 faults, 0 warnings');
    expect(stderr).toContain('appendOnly: true');
    expect(code).toBe(0);
  });

  it('is refused more memory well before its container is', () => {
    const most = parseSize(args[args.indexOf('--maxmemory') + 1] ?? '') ?? Infinity;
    const container = containerOf('config/deploy/kubernetes/redis.yaml', 'redis');
    const limit =
      file === COMPOSE_FILE ? compose.services.redis.mem_limit : container.resources?.limits?.['memory'];
    const bytes = parseSize(String(limit).replace(/(?:i|b)?$/i, 'b')) ?? 0;
    expect(bytes).toBeGreaterThanOrEqual(2 * most);
  });
});

describe(COMPOSE_FILE, () => {
  const environment = compose.services.gateway.environment ?? {};

  it('acknowledges a delivery, hands it to the receiver signed anew, and is healthy', async () => {
    const receiver = await receiverAt();
    const gateway = await started({
      env: variables(environment, (await redisOfCompose()).url, receiver.port),
    });
    const body = lead();
    expect(await send(gateway, body)).toMatchObject({ status: 200, outcome: 'queued' });
    await arrives(receiver, body);
    // The check asks by itself first, and becomes this command.
    const [, , , ...command] = HEALTHCHECK.command;
    expect((await run(command, { GATEWAY_ADMIN_URL: gateway.adminUrl })).code).toBe(0);
  });

  it('delivers what it acknowledged though gateway and Redis were killed and the receiver was down', async () => {
    const redis = await redisOfCompose();
    const env = variables(environment, redis.url, await freePort());
    const first = await started({ env });
    const body = lead();
    expect(await send(first, body)).toMatchObject({ outcome: 'queued' });
    first.kill('SIGKILL');
    await redis.restart();
    // It is there before the next attempt: the one after that is minutes later.
    const receiver = await receiverAt(Number(new URL(env['GATEWAY_DESTINATION_URL'] ?? '').port));
    await started({ env });
    await arrives(receiver, body, 30_000);
  }, 60_000);
});

describe(SIDECAR_FILE, () => {
  const environment = environmentOf(containerOf(SIDECAR_FILE, 'gateway'));

  it('answers with what the receiver says, and keeps what comes while there is none', async () => {
    const receiver = await receiverAt();
    const env = variables(environment, await redisFor('leads'), receiver.port);
    const gateway = await started({ env });
    const body = lead();
    expect(await send(gateway, body)).toMatchObject({ status: 204, outcome: 'accepted' });
    await arrives(receiver, body);
    await receiver.close();
    expect(await send(gateway, lead())).toMatchObject({ status: 200, outcome: 'queued' });
  });
});

describe(SHARED_FILE, () => {
  it('queues for one receiver, answers with what the other says, and ends within its grace', async () => {
    const [crm, billing] = [await receiverAt(), await receiverAt()];
    const config = withSecrets(sharedConfig)
      .replace('https://crm.example.com', crm.url)
      .replace('https://billing.example.com', billing.url);
    const env = { REDIS_URL: await redisFor('webhook-gateway'), PORT: '0', ADMIN_PORT: '0' };
    const gateway = await started({ config: config.replace('drainDelay: 5s', 'drainDelay: 50ms'), env });
    const body = lead();
    expect(await send(gateway, body)).toMatchObject({ outcome: 'queued' });
    await arrives(crm, body);
    const event = JSON.stringify({ id: 'evt_1', type: 'invoice.paid' });
    const headers = signHeaders('stripe', TEXT_SECRET, event);
    expect(await post(`${gateway.url}/webhooks/stripe`, event, headers)).toMatchObject({
      outcome: 'accepted',
    });
    expect(billing.received.map(genuine)).toEqual([JSON.parse(event)]);
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
  });
});
