/** What of the charts runs by itself: the Job that makes a user of Redis, and the question that KEDA asks Prometheus. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type RedisServer } from '../../helpers/redis.js';
import { findPromtool } from '../../helpers/tools.js';
import { unknownWords } from '../../observe/promql.js';
import { makeUsers } from '../users.js';
import { oneOf, render, templateOf } from './render.js';

const PASSWORD = 'a-password-of-its-own-0123456789';
const rendered = render({
  image: { repository: 'r' },
  existingConfigMap: 'mine',
  redis: {
    secretName: 'gateway',
    user: { create: true, prefix: 'leads', adminSecretName: 'redis-admin' },
  },
  keda: { enabled: true, serverAddress: 'http://prometheus:9090' },
});

describe('the Job for a user of Redis', () => {
  const [job] = (templateOf(oneOf(rendered, 'Job')).spec ?? { containers: [] }).containers;
  let redis: RedisServer;
  let folder: string;
  let admin: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'redis-user-'));
    const file = join(folder, 'users.acl');
    writeFileSync(
      file,
      `user default off\nuser admin on >${PASSWORD} ~* &* +@all\nuser ping on nopass -@all +ping\n`,
    );
    redis = await startRedis({ args: ['--aclfile', file] });
    admin = `redis://admin:${PASSWORD}@127.0.0.1:${redis.port}`;
  });

  afterAll(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true });
  });

  /** The Job's command with its variables, and what the Secrets hold. */
  function made(secrets: { readonly user: string; readonly admin: string }) {
    const given = { REDIS_URL: secrets.user, ADMIN_URL: secrets.admin };
    const env = Object.fromEntries(
      (job?.env ?? []).map(({ name, value }) => [name, value ?? given[name as keyof typeof given]]),
    );
    const [program = '', ...options] = [...(job?.command ?? []), ...(job?.args ?? [])];
    const { status, stdout, stderr } = spawnSync(program, options, {
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
    });
    expect(stdout + stderr).not.toContain(PASSWORD);
    return { status, said: stdout + stderr };
  }

  const urlOf = (name: string) => `redis://${name}:${PASSWORD}@127.0.0.1:${redis.port}`;

  it('lets it reach the keys of its prefix alone, and keeps it over a restart', async () => {
    expect(made({ user: urlOf('leads'), admin })).toEqual({
      status: 0,
      said: 'redis-user: leads reaches leads:* and nothing else\n',
    });
    await redis.restart();
    const own = new Redis(urlOf('leads'), { protocol: 2, enableReadyCheck: false });
    try {
      expect(await own.set('leads:a', 'mine')).toBe('OK');
      for (const [command, ...args] of [
        ['GET', 'other:a'],
        ['SCAN', '0'],
        ['FLUSHALL'],
        ['ACL', 'LIST'],
      ] as const)
        await expect(own.call(command, ...args), command).rejects.toThrow('NOPERM');
    } finally {
      own.disconnect();
    }
  });

  it('gives the same rights as redis-users.sh', () => {
    const users = makeUsers('leads');
    try {
      const ours = readFileSync(join(folder, 'users.acl'), 'utf8');
      const rights = (text: string) => / ~leads:\* .*(-@all .*)$/m.exec(text)?.[1]?.split(' ').sort();
      const theirs = /^user leads on >\S+ ~leads:\* (.*)$/m.exec(users.file())?.[1];
      const env = job?.env?.find(({ name }) => name === 'RULES')?.value;
      expect(env).toBe(theirs);
      expect(rights(ours)?.length).toBeGreaterThan(10);
    } finally {
      void users.remove();
    }
  });

  it.each<[what: string, user: () => string, admin: () => string, says: string]>([
    ['no user of its own', () => urlOf('default'), () => admin, 'must name a user of its own, not default'],
    ['no password', () => 'redis://127.0.0.1:6379', () => admin, 'names no user and password'],
    ['a short password', () => 'redis://leads:short@h', () => admin, 'shorter than 24 characters'],
    [
      'what is encoded',
      () => 'redis://leads:a%20b-0123456789-0123456789@h',
      () => admin,
      'letters, digits, - and _ alone',
    ],
    [
      'a Cluster',
      () => urlOf('leads'),
      () => 'redis+cluster://h',
      'with Sentinel or a Cluster make the users on each',
    ],
    ['an admin who is none', () => urlOf('x'), () => urlOf('leads'), 'Redis did not take the user'],
  ])('refuses %s, and says so', (_what, user, by, says) => {
    const { status, said } = made({ user: user(), admin: by() });
    expect(said).toContain(says);
    expect(status).toBe(1);
  });

  it('fails where Redis would forget the user', async () => {
    const forgetful = await startRedis();
    try {
      const { status, said } = made({ user: urlOf('leads'), admin: forgetful.url });
      expect(said).toContain('cannot keep it (ACL SAVE)');
      expect(status).toBe(1);
    } finally {
      await forgetful.stop();
    }
  });

  it('starts before the gateway, let in by Redis and found by no Service of the gateway', () => {
    const { metadata, spec } = oneOf(rendered, 'Job');
    expect(metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
    const labels = (spec?.['template'] as PodTemplateSpec).metadata?.labels;
    expect(labels?.['gateway']).toBe('webhook-gateway');
    expect(labels?.['app.kubernetes.io/name']).not.toBe('webhook-gateway');
  });
});

describe('the trigger by backlog', () => {
  const { triggers } = oneOf(rendered, 'ScaledObject').spec as {
    triggers: readonly { metadata: Readonly<Record<'query' | 'threshold', string>> }[];
  };
  const { query = '', threshold } = triggers[0]?.metadata ?? {};

  it('counts what could be attempted now, once for all replicas, and of no other gateway', () => {
    expect(unknownWords(query)).toEqual([]);
    const series = (pod: string, state: string, namespace = 'hooks') =>
      `webhook_gateway_queue_messages{job="webhook-gateway",namespace="${namespace}",pod="${pod}",route="a",destination="b",state="${state}"}`;
    const folder = mkdtempSync(join(tmpdir(), 'keda-'));
    try {
      const test = {
        evaluation_interval: '15s',
        tests: [
          {
            interval: '15s',
            input_series: [
              { series: series('webhook-gateway-5d9c7b-abcde', 'waiting'), values: '700x4' },
              { series: series('webhook-gateway-5d9c7b-fghij', 'waiting'), values: '690x4' },
              { series: series('webhook-gateway-5d9c7b-abcde', 'active'), values: '16x4' },
              { series: series('webhook-gateway-5d9c7b-abcde', 'delayed'), values: '5000x4' },
              { series: series('webhook-gateway-5d9c7b-abcde', 'dead'), values: '9x4' },
              { series: series('leads-webhook-gateway-5d9c7b-abcde', 'waiting'), values: '4000x4' },
              { series: series('webhook-gateway-5d9c7b-abcde', 'waiting', 'other'), values: '3000x4' },
            ],
            promql_expr_test: [
              { expr: query, eval_time: '30s', exp_samples: [{ labels: '{}', value: 716 }] },
            ],
          },
        ],
      };
      writeFileSync(join(folder, 'test.yaml'), JSON.stringify(test));
      const said = execFileSync(findPromtool(), ['test', 'rules', join(folder, 'test.yaml')], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(said).toContain('SUCCESS');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('asks for a replica for each 500 of them, from two to six', () => {
    expect(threshold).toBe('500');
    expect(oneOf(rendered, 'ScaledObject').spec).toMatchObject({ minReplicaCount: 2, maxReplicaCount: 6 });
  });
});
