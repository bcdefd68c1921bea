/** The bench's own Redis: real, on the others' processors, without persistence unless a suite is about durability. */
import { Redis } from 'ioredis';
import { startProcess } from '../../test/helpers/redis-server.js';
import { findOrInstall } from '../../test/helpers/tools.js';

export interface BenchRedis {
  readonly url: string;
  readonly client: Redis;
  /** Processor time since its start. */
  cpuMs(): Promise<number>;
  memoryBytes(): Promise<number>;
  version(): Promise<string>;
  stop(): Promise<void>;
}

export async function startBenchRedis(appendonly: boolean): Promise<BenchRedis> {
  const program = findOrInstall({ names: ['redis-server', 'valkey-server'], debianPackage: 'redis-server' });
  if (program === undefined) throw new Error('the bench needs redis-server (or valkey-server) on PATH');
  const server = await startProcess(program, { appendonly });
  const client = new Redis(server.url);
  client.on('error', () => undefined);
  return {
    url: server.url,
    client,
    async cpuMs() {
      const info = await client.info('cpu');
      const seconds = (name: string): number => Number(new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]);
      return (seconds('used_cpu_sys') + seconds('used_cpu_user')) * 1_000;
    },
    async memoryBytes() {
      return Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]);
    },
    async version() {
      return /^redis_version:(\S+)/m.exec(await client.info('server'))?.[1] ?? 'unknown';
    },
    async stop() {
      client.disconnect();
      await server.stop();
    },
  };
}
