/** docs/deploy.md: its secrets are good ones, its figures hold, its files are there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../src/steps/claims.js';
import { TEXT_SECRET } from '../docs/load.js';
import { blockOf, links, read } from '../docs/markdown.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { run } from '../helpers/process.js';
import { startRedis, withClient, type RedisServer } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream } from '../helpers/upstream.js';
import { FILES, GATEWAYS, SHARED_FILE, WORKLOADS, compose } from './files.js';
import { NAME, VERSION } from './image.js';

const page = read('docs/deploy.md');
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('docs/deploy.md', () => {
  it('links every file there is to copy', () => {
    for (const file of FILES) expect(links(page)).toContain(`../${file}`);
    expect(page).toContain(`registry.example.com/${NAME}:${VERSION}`);
  });

  it('makes secrets that compose finds and `check` takes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-page-'));
    closing.push(() => rm(folder, { recursive: true }));
    const script = blockOf('docs/deploy.md', 'One host', 'sh')
      .split('\n')
      .filter((line) => !line.startsWith('docker '))
      .join('\n');
    execFileSync('sh', ['-euc', script], {
      cwd: folder,
      env: { ...process.env, PROVIDER_SECRET: TEXT_SECRET },
    });
    const env = JSON.stringify(compose.services.gateway.environment).replace(
      /\/run\/secrets\/([\w-]+)/g,
      (_, name: string) => join(folder, compose.secrets[name]?.file ?? ''),
    );
    const { code, stderr } = await run(['check'], JSON.parse(env) as Record<string, string>);
    expect(stderr).toMatch(/: 0 faults, 1 warning\n$/);
    expect(code).toBe(0);
  });

  it('makes Secrets with the keys that the pods mount', () => {
    const commands = blockOf('docs/deploy.md', 'Kubernetes', 'sh').replace(/\\\n/g, '').split('\n');
    for (const { workload } of GATEWAYS) {
      const secret = workload.pod.volumes?.find((volume) => volume.secret)?.secret;
      const command = commands.find((line) => line.includes(`generic ${secret?.secretName ?? ''} `));
      const keys = Array.from(command?.matchAll(/--from-(?:file|literal)=([\w-]+)/g) ?? [], ([, key]) => key);
      expect(keys.sort()).toEqual(['redis-url', ...(secret?.items ?? []).map(({ key }) => key)].sort());
    }
  });

  it('counts seconds as the files do', () => {
    const sidecar = GATEWAYS.find(({ file }) => file !== SHARED_FILE)?.workload.pod;
    const preStop = sidecar?.containers[0]?.lifecycle?.preStop?.sleep?.seconds;
    expect(page).toContain(
      `grace period too: ${sidecar?.terminationGracePeriodSeconds ?? ''} s, less ${preStop ?? ''} s of \`preStop\`, less 27 s of draining`,
    );
    expect(page).toContain(`throttled for ${LEASE_MS / 1000} s`);
    expect(WORKLOADS.length).toBe(3);
  });
});

describe('its figures', () => {
  /** From the row of the table. */
  function told(what: string, pattern: RegExp): number {
    const row = page.split('\n').find((line) => line.startsWith(`| ${what}`)) ?? '';
    return Number(pattern.exec(row)?.[1]);
  }

  const route = (i: number, url: string, delivery: string) => `
  - name: r${i}
    path: /r${i}
    source: { scheme: github, secrets: [{ env: SECRET }] }
    destination: { url: "${url}", scheme: github, secrets: [{ env: SECRET }] }
    delivery: { mode: queued, ${delivery} }`;

  async function gatewayOn(redis: RedisServer, routes: readonly string[]): Promise<TestGateway> {
    const yaml = `store: { url: "${redis.url}" }\nroutes:${routes.join('')}`;
    const gateway = await startTestGateway(yaml, { env: { SECRET: TEXT_SECRET }, level: 'silent' });
    closing.push(() => gateway.stop());
    return gateway;
  }

  async function ownRedis(): Promise<RedisServer> {
    const redis = await startRedis();
    closing.push(() => redis.stop());
    return redis;
  }

  async function usedMemory({ url }: RedisServer): Promise<number> {
    const info = await withClient(url, (client) => client.info('memory'));
    return Number(/^used_memory:(\d+)/m.exec(info)?.[1]);
  }

  const MESSAGES = 1_000;
  const BODY_BYTES = 2_000;

  it.each([
    ['queued message, waiting', 503, 'schedule: [1h]', /its body and ([\d.]+) KB/, BODY_BYTES],
    ['queued message, delivered', 204, 'keepBodies: off', /\| ([\d.]+) KB/, 0],
  ])(
    '%s: takes what the page says, and not much less',
    async (what, status, delivery, pattern, body) => {
      const [redis, receiver] = [await ownRedis(), await startUpstream(status)];
      closing.push(() => receiver.close());
      const gateway = await gatewayOn(redis, [route(1, receiver.url, delivery)]);
      const send = async (from: number, count: number): Promise<void> => {
        for (let i = from; i < from + count; i += 50) {
          await Promise.all(
            Array.from({ length: 50 }, async (_, j) => {
              const text = JSON.stringify({ n: i + j, pad: 'x'.repeat(BODY_BYTES - 30) });
              const headers = { ...signHeaders('github', TEXT_SECRET, text), 'X-GitHub-Event': 'push' };
              expect(await post(`${gateway.url}/r1`, text, headers)).toMatchObject({ outcome: 'queued' });
            }),
          );
        }
        const done = { route: 'r1', result: status === 204 ? 'accepted' : 'retry' };
        await until(
          'all have been attempted',
          async () => {
            return (await gateway.metric('webhook_gateway_attempts_total', done)) === from + count;
          },
          30_000,
        );
      };
      await send(0, 200);
      const before = await usedMemory(redis);
      await send(200, MESSAGES);
      const each = ((await usedMemory(redis)) - before) / MESSAGES - body;
      const figure = told(what, pattern) * 1000;
      expect(each).toBeLessThanOrEqual(figure);
      expect(each).toBeGreaterThan(figure / 2);
    },
    60_000,
  );

  it('a queued route: a connection for each gateway', async () => {
    const redis = await ownRedis();
    const connections = () =>
      withClient(
        redis.url,
        async (client) => ((await client.client('LIST')) as string).trim().split('\n').length - 1,
      );
    const counts: number[] = [];
    for (const routes of [1, 11]) {
      const gateway = await gatewayOn(
        redis,
        Array.from({ length: routes }, (_, i) => route(i, 'http://127.0.0.1:9/', 'concurrency: 1')),
      );
      let last = -1;
      await until(
        'no more connections are made',
        async () => {
          const now = await connections();
          const same = now === last;
          last = now;
          return same;
        },
        10_000,
        500,
      );
      counts.push(last);
      closing.pop();
      await gateway.stop();
    }
    expect(page).toContain('a connection to Redis and 5 commands a second');
    expect((counts[1] ?? 0) - (counts[0] ?? 0)).toBe(10);
  }, 30_000);
});
