/** A master with replicas and three Sentinels, as processes of a test's own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, withClient, type RedisOptions, type RedisServer } from './redis.js';
import { freePort, gone, tie, until } from './servers.js';
import { findOrInstall } from './tools.js';

export const MASTER_NAME = 'the-master';
const SENTINELS = 3;

export interface SentinelOptions extends RedisOptions {
  /** Default 1. */
  readonly replicas?: number;
  /** Silence after which a Sentinel takes the master for dead; default half a second. */
  readonly downAfterMs?: number;
  /** What the Sentinels themselves ask for. */
  readonly sentinelPassword?: string;
}

export interface SentinelSetup {
  /** `redis+sentinel://…` */
  readonly url: string;
  readonly sentinelPorts: readonly number[];
  /** The first is the master at the start. */
  readonly servers: readonly [RedisServer, ...RedisServer[]];
  /** The Sentinels' word, and the server has heard it too. */
  master(): Promise<RedisServer>;
  /** Whether every replica follows the master. */
  complete(): Promise<boolean>;
  /** Resolves when another than `old` is master. */
  failedOver(old: RedisServer): Promise<RedisServer>;
  stop(): Promise<void>;
}

export async function startSentinels(options: SentinelOptions = {}): Promise<SentinelSetup> {
  const { replicas = 1, downAfterMs = 500, sentinelPassword, password } = options;
  const auth = password === undefined ? [] : ['--masterauth', password];
  const common = {
    ...options,
    args: [
      ...auth,
      '--repl-diskless-sync-delay',
      '0',
      '--repl-ping-replica-period',
      '1',
      ...(options.args ?? []),
    ],
  };
  const master = await startRedis(common);
  const others: RedisServer[] = [];
  const sentinels: { child: ChildProcess; folder: string; port: number }[] = [];
  const stop = async (): Promise<void> => {
    for (const { child, folder } of sentinels) {
      child.kill('SIGKILL');
      await gone(child);
      await rm(folder, { recursive: true, force: true });
    }
    for (const server of [...others, master]) await server.stop();
  };
  const asks = async (port: number, ...command: [string, ...string[]]): Promise<unknown> => {
    const login = sentinelPassword === undefined ? '' : `:${sentinelPassword}@`;
    return withClient(`redis://${login}127.0.0.1:${port}`, (client) => client.call(...command));
  };
  try {
    for (let i = 0; i < replicas; i += 1) {
      const args = [...common.args, '--replicaof', '127.0.0.1', String(master.port)];
      others.push(await startRedis({ ...common, args }));
    }
    await until('the replicas follow', () => isFollowed(master, replicas));
    for (let i = 0; i < SENTINELS; i += 1) {
      const folder = await mkdtemp(join(tmpdir(), 'gateway-sentinel-'));
      const port = await freePort();
      const lines = [
        ...[`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`],
        `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${master.port} 2`,
        `sentinel down-after-milliseconds ${MASTER_NAME} ${downAfterMs}`,
        `sentinel failover-timeout ${MASTER_NAME} 5000`,
        ...(password === undefined ? [] : [`sentinel auth-pass ${MASTER_NAME} ${password}`]),
        ...(sentinelPassword === undefined
          ? []
          : [`requirepass ${sentinelPassword}`, `sentinel sentinel-pass ${sentinelPassword}`]),
      ];
      await writeFile(join(folder, 'sentinel.conf'), `${lines.join('\n')}\n`);
      const child = spawn(program(), [join(folder, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' });
      tie(child);
      sentinels.push({ child, folder, port });
    }
    for (const { port } of sentinels) {
      await until(
        'the Sentinels know each other and the replicas',
        async () => {
          const answer = await asks(port, 'SENTINEL', 'MASTER', MASTER_NAME).catch(() => []);
          const facts = answer as string[];
          const fact = (name: string): number => Number(facts[facts.indexOf(name) + 1]);
          return fact('num-other-sentinels') === SENTINELS - 1 && fact('num-slaves') === replicas;
        },
        15_000,
        50,
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }

  const servers: [RedisServer, ...RedisServer[]] = [master, ...others];
  const [first] = sentinels;
  const find = async (): Promise<RedisServer> => {
    const [, port] = (await asks(
      first?.port ?? 0,
      'SENTINEL',
      'GET-MASTER-ADDR-BY-NAME',
      MASTER_NAME,
    )) as string[];
    return servers.find((server) => server.port === Number(port)) ?? master;
  };
  const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  const query = sentinelPassword === undefined ? '' : `?sentinelPassword=${sentinelPassword}`;
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return {
    url: `redis+sentinel://${login}${hosts}/${MASTER_NAME}/0${query}`,
    sentinelPorts: sentinels.map(({ port }) => port),
    servers,
    master: find,
    complete: async () => isFollowed(await find(), replicas),
    async failedOver(old) {
      let now = old;
      await until(
        'another server is master',
        async () => {
          now = await find();
          if (now === old) return false;
          return (await withClient(now.url, (client) => client.info('replication'))).includes('role:master');
        },
        20_000,
        50,
      );
      return now;
    },
    stop,
  };
}

async function isFollowed(master: RedisServer, replicas: number): Promise<boolean> {
  const info = await withClient(master.url, (client) => client.info('replication'));
  return (info.match(/state=online/g) ?? []).length === replicas;
}

function program(): string {
  const found = findOrInstall({ names: ['redis-server', 'valkey-server'], debianPackage: 'redis-server' });
  if (found === undefined)
    throw new Error('these tests need redis-server (or valkey-server) on PATH: install it');
  return found;
}
