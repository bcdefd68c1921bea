/** The users of redis.yaml: each gateway does all it does under its prefix, and nothing under another one. */
import { statSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STANDARD_SECRET, TEXT_SECRET } from '../docs/load.js';
import { read } from '../docs/markdown.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import type { RedisServer } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import {
  GATEWAYS,
  REDIS_ARGUMENTS,
  SHARED_FILE,
  WORKLOADS,
  configured,
  containerOf,
  environmentOf,
  loadDeployed,
  sharedConfig,
} from './files.js';
import { USERS_FILE, USERS_SCRIPT, makeUsers } from './users.js';

const REDIS_FILE = 'config/deploy/kubernetes/redis.yaml';
const TOKEN = 'a-token-of-more-than-24-characters';
const users = makeUsers('leads', 'webhook-gateway');
const watcher = users.watcher();
let redis: RedisServer;
const clients: Redis[] = [];

beforeAll(async () => {
  redis = await users.start(REDIS_ARGUMENTS[1]?.[1] ?? []);
});

afterAll(async () => {
  for (const client of clients) client.disconnect();
  await redis.stop();
  await users.remove();
});

/** A client of its own for the time of a test. */
function client(url: string): Redis {
  const made = new Redis(url, { enableReadyCheck: false, retryStrategy: () => null, protocol: 2 });
  made.on('error', () => undefined);
  clients.push(made);
  return made;
}

function named(name: string): Redis {
  return client(`redis://${name}:whatever@127.0.0.1:${redis.port}`);
}

/** What the users were refused since it was asked last. */
async function refusals(): Promise<readonly unknown[]> {
  const watching = named(watcher);
  const found = (await watching.call('ACL', 'LOG')) as readonly unknown[];
  await watching.call('ACL', 'LOG', 'RESET');
  return found;
}

const MODES = ['direct', 'queued', 'spill'] as const;

function gatewayOf(name: string, receiver: Upstream): Promise<TestGateway> {
  const routes = MODES.map((mode) => {
    const delivery = JSON.stringify({ mode, ...(mode !== 'direct' && { schedule: ['50ms', '50ms'] }) });
    return `  - name: ${mode}
    path: /${mode}
    source: { scheme: actuallycare, secrets: ['${TEXT_SECRET}'] }
    destination: { url: '${receiver.url}/${mode}', scheme: standard, secrets: ['${STANDARD_SECRET}'] }
    deliveries: { log: true }
    delivery: ${delivery}`;
  });
  return startTestGateway(`store: { url: '${users.url(name, redis)}', prefix: '${name}' }
admin: { host: 127.0.0.1, port: 0, token: ${TOKEN} }
routes:
${routes.join('\n')}`);
}

let count = 0;
function send(gateway: TestGateway, mode: string) {
  count += 1;
  const body = JSON.stringify({
    event: 'lead.created',
    timestamp: new Date().toISOString(),
    data: { count },
  });
  return post(`${gateway.url}/${mode}`, body, signHeaders('actuallycare', TEXT_SECRET, body));
}

async function api(gateway: TestGateway, path: string, method = 'GET'): Promise<unknown> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const answer = await fetch(`${gateway.adminUrl}/api${path}`, {
    method,
    headers,
    ...(method === 'POST' && { body: path === '/dead/replay' ? '{"all":true}' : '{}' }),
  });
  const body: unknown = await answer.json();
  expect(answer.status, `${method} ${path}: ${JSON.stringify(body)}`).toBeLessThan(300);
  return body;
}

/** What operators do: look, send the dead letters again, pause, cancel, try. */
async function throughTheApi(gateway: TestGateway, receiver: Upstream): Promise<void> {
  const { data } = (await api(gateway, '/deliveries')) as { data: readonly { id: string }[] };
  await api(gateway, `/deliveries/${data[0]?.id ?? ''}`);
  await api(gateway, '/dead');
  const before = receiver.received.length;
  await api(gateway, '/dead/replay', 'POST');
  await until('the dead letters are delivered', () => receiver.received.length >= before + 2, 10_000);
  await api(gateway, '/routes/queued/pause', 'POST');
  await send(gateway, 'queued');
  await api(gateway, '/routes/queued/cancel', 'POST');
  await api(gateway, '/routes/queued/resume', 'POST');
  await api(gateway, '/routes/queued/test', 'POST');
}

describe('a gateway with its user of Redis', () => {
  it('delivers directly, queued and spilled, buries and sends again, and is refused nothing', async () => {
    const receiver = await startUpstream(204);
    const gateway = await gatewayOf('leads', receiver);
    try {
      expect(await send(gateway, 'direct')).toMatchObject({ outcome: 'accepted' });
      expect(await send(gateway, 'queued')).toMatchObject({ outcome: 'queued' });
      expect(await send(gateway, 'spill')).toMatchObject({ outcome: 'accepted' });
      await until('all three are there', () => receiver.received.length === 3);
      receiver.reply(503);
      expect(await send(gateway, 'queued')).toMatchObject({ outcome: 'queued' });
      expect(await send(gateway, 'spill')).toMatchObject({ outcome: 'queued' });
      await until(
        'both are dead',
        async () => (await gateway.metric('webhook_gateway_dead_letters_total')) === 2,
        15_000,
      );
      receiver.reply(204);
      await throughTheApi(gateway, receiver);
      expect(await gateway.metric('webhook_gateway_store_errors_total')).toBe(0);
    } finally {
      await gateway.stop();
      await receiver.close();
    }
    expect(await refusals()).toEqual([]);
  }, 60_000);

  it('neither reads, writes nor lists keys of another, in a script as little as outside', async () => {
    const own = client(users.url('leads', redis));
    await client(users.url('webhook-gateway', redis)).set('webhook-gateway:a', 'theirs');
    for (const [command, ...args] of FOREIGN)
      await expect(own.call(command, ...args), [command, ...args].join(' ')).rejects.toThrow(
        /NOPERM|can't access/,
      );
    expect(await own.set('leads:a', 'mine')).toBe('OK');
    expect(await client(users.url('webhook-gateway', redis)).get('webhook-gateway:a')).toBe('theirs');
  });

  it('changes nothing of the server and harms no other client', async () => {
    const own = client(users.url('leads', redis));
    for (const command of HARMFUL)
      await expect(own.call(...(command.split(' ') as [string])), command).rejects.toThrow('NOPERM');
  });
});

const FOREIGN = [
  ['GET', 'webhook-gateway:a'],
  ['SET', 'webhook-gateway:a', 'x'],
  ['DEL', 'webhook-gateway:a'],
  ['GET', 'leadsnot:a'],
  ['RENAME', 'leads:a', 'webhook-gateway:a'],
  ['COPY', 'webhook-gateway:a', 'leads:b'],
  ['EVAL', "return redis.call('GET', 'webhook-gateway:a')", '0'],
  ['EVAL', "return redis.call('GET', KEYS[1])", '1', 'webhook-gateway:a'],
  ['SCAN', '0'],
  ['KEYS', '*'],
  ['RANDOMKEY'],
] as const;

const HARMFUL = [
  ...['FLUSHALL', 'FLUSHDB', 'SWAPDB 0 1', 'CONFIG SET maxmemory 1', 'CONFIG REWRITE', 'SHUTDOWN'],
  ...[
    'ACL LIST',
    'ACL SETUSER x',
    'ACL LOAD',
    'MONITOR',
    'CLIENT LIST',
    'CLIENT KILL ID 1',
    'CLIENT PAUSE 9',
  ],
  ...[
    'REPLICAOF 127.0.0.1 1',
    'MIGRATE 127.0.0.1 1 leads:a 0 1',
    'SCRIPT FLUSH',
    'SCRIPT KILL',
    'FUNCTION FLUSH',
  ],
];

describe('whoever comes without a password', () => {
  it('is not let in', async () => {
    await expect(client(redis.url).call('PING')).rejects.toThrow('NOAUTH');
    await expect(client(redis.url).call('GET', 'leads:a')).rejects.toThrow('NOAUTH');
    await expect(named('leads').call('GET', 'leads:a')).rejects.toThrow();
    await expect(named('default').call('GET', 'leads:a')).rejects.toThrow();
  });

  it('may ask as the probes do whether Redis is there, and nothing else', async () => {
    expect(await named('probe').call('PING')).toBe('PONG');
    for (const command of ['GET leads:a', 'INFO', 'EVAL return 0', 'CONFIG GET *'])
      await expect(named('probe').call(...(command.split(' ') as [string])), command).rejects.toThrow(
        'NOPERM',
      );
  });
});

describe(USERS_SCRIPT, () => {
  it('adds a user and leaves those there are', () => {
    const more = makeUsers('leads');
    try {
      const before = more.file();
      more.add('leads', 'billing');
      expect(more.file().startsWith(before)).toBe(true);
      expect(more.file().match(/^user \S+/gm)).toEqual([
        'user default',
        'user probe',
        'user leads',
        'user billing',
      ]);
    } finally {
      void more.remove();
    }
  });

  it('gives each user a password of its own, in files for nobody else', () => {
    const passwords = users.file().match(/(?<= >)[0-9a-f]{64}(?= )/g) ?? [];
    expect(new Set(passwords).size).toBe(2);
    expect(statSync(users.path).mode & 0o077).toBe(0);
  });
});

describe(REDIS_FILE, () => {
  const pod = WORKLOADS.find(({ file }) => file === REDIS_FILE)?.pod;
  const container = containerOf(REDIS_FILE, 'redis');

  it('mounts the users where Redis looks for them, from a Secret that the page makes', () => {
    const args = REDIS_ARGUMENTS[1]?.[1] ?? [];
    expect(args[args.indexOf('--aclfile') + 1]).toBe(USERS_FILE);
    const mount = container.volumeMounts?.find(({ mountPath }) => USERS_FILE.startsWith(`${mountPath}/`));
    expect(mount?.readOnly).toBe(true);
    const secret = pod?.volumes?.find(({ name }) => name === mount?.name)?.secret?.secretName;
    expect(read('docs/deploy.md')).toContain(`generic ${secret ?? ''} --from-file=users.acl`);
  });

  it('is probed as the user that may do so', () => {
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
      const command = probe?.exec?.command ?? [];
      expect(command.slice(0, 3)).toEqual(['redis-cli', '--user', 'probe']);
      expect(command.at(-1)).toBe('ping');
    }
  });
});

describe.each(GATEWAYS)('the gateway of $file', ({ file, container, workload }) => {
  const config = configured(
    loadDeployed(environmentOf(container), file === SHARED_FILE ? sharedConfig : undefined),
  );

  it('has a user of its own, whose name is its prefix, and whose URL nobody else in the pod is given', () => {
    const { prefix } = config.store;
    expect(read('docs/deploy.md')).toContain(`--from-file=redis-url=${prefix}.redis-url`);
    expect(read('docs/deploy.md')).toMatch(new RegExp(`sh redis-users\\.sh .*\\b${prefix}\\b`));
    for (const other of workload.containers.filter(({ name }) => name !== 'gateway')) {
      expect(other.env ?? []).toEqual([]);
      expect(other.envFrom ?? []).toEqual([]);
      expect(other.volumeMounts ?? []).toEqual([]);
    }
    expect(workload.pod.shareProcessNamespace).toBe(false);
  });
});

it('no two gateways share a prefix', () => {
  const prefixes = GATEWAYS.map(
    ({ file, container }) =>
      configured(loadDeployed(environmentOf(container), file === SHARED_FILE ? sharedConfig : undefined))
        .store.prefix,
  );
  expect(new Set(prefixes).size).toBe(prefixes.length);
});
