/** A Redis server of a test's own: as a process, or as a container where no program is at hand. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { freePort, gone, tie, until } from './servers.js';

export interface RedisOptions {
  readonly appendonly?: boolean;
  /** Such as `1mb`; with Redis's default policy, `noeviction`. */
  readonly maxmemory?: string;
  readonly password?: string;
  /** More settings, as on the command line: `['--maxmemory-policy', 'allkeys-lru']`. */
  readonly args?: readonly string[];
}

export interface RedisServer {
  /** With the password, where there is one. */
  readonly url: string;
  readonly port: number;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  kill9(): Promise<void>;
  /** SIGSTOP: connections stay, nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Starts again on the same port, with the data that persistence kept; kills first where it still runs. */
  restart(): Promise<void>;
}

const run = promisify(execFile);

function settings(options: RedisOptions): string[] {
  return [
    ...['--save', '', '--protected-mode', 'no'],
    ...['--appendonly', options.appendonly ? 'yes' : 'no'],
    ...(options.maxmemory === undefined ? [] : ['--maxmemory', options.maxmemory]),
    ...(options.password === undefined ? [] : ['--requirepass', options.password]),
    ...(options.args ?? []),
  ];
}

function urlOf(port: number, password: string | undefined): string {
  const user = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return `redis://${user}127.0.0.1:${port}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
    // A server that lets nobody in without a name refuses HELLO, and then the library hides that it answered.
    protocol: 2,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch (error) {
    // A refusal (LOADING, MASTERDOWN …) is an answer too.
    return error instanceof Error && error.name === 'ReplyError';
  } finally {
    client.disconnect();
  }
}

export async function startProcess(program: string, options: RedisOptions): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-redis-'));
  let port = await freePort();
  let child: ChildProcess;

  const launch = async (): Promise<void> => {
    child = spawn(
      program,
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...settings(options)],
      { stdio: 'ignore' },
    );
    tie(child);
    const mine = child;
    await until(
      'redis answers',
      async () => {
        if (mine.exitCode !== null) throw new Error(`redis-server ended at once, exit code ${mine.exitCode}`);
        return answers(urlOf(port, options.password));
      },
      10_000,
      20,
    );
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone(child);
  };

  try {
    await launch();
  } catch {
    // Somebody may have taken the port in between; a second failure is the caller's to see.
    await kill();
    port = await freePort();
    await launch();
  }
  return {
    url: urlOf(port, options.password),
    port,
    kill9: kill,
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
    pause: () => Promise.resolve(void child.kill('SIGSTOP')),
    resume: () => Promise.resolve(void child.kill('SIGCONT')),
    restart: async () => {
      await kill();
      await launch();
    },
  };
}

export async function startContainer(engine: string, options: RedisOptions): Promise<RedisServer> {
  const port = await freePort();
  const url = urlOf(port, options.password);
  const publish = `127.0.0.1:${port}:6379`;
  const { stdout } = await run(engine, [
    ...['run', '-d', '-p', publish, 'redis:7-alpine', 'redis-server'],
    ...settings(options),
  ]);
  const id = stdout.trim();
  const engineDoes = async (...args: string[]): Promise<void> => {
    await run(engine, [...args, id]);
  };
  const up = (): Promise<void> => until('redis answers', () => answers(url), 30_000, 50);
  await up();
  return {
    url,
    port,
    kill9: () => engineDoes('kill'),
    stop: () => engineDoes('rm', '-f', '-v'),
    pause: () => engineDoes('pause'),
    resume: () => engineDoes('unpause'),
    restart: async () => {
      await engineDoes('kill').catch(() => undefined);
      await engineDoes('start');
      await up();
    },
  };
}
