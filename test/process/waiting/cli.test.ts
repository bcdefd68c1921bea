/** The commands of the built program, against a gateway that runs. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post } from '../../helpers/gateway.js';
import { lead, leadsConfig, PATH, SOURCE_SECRET } from '../../helpers/leads.js';
import { run, startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { findOrInstall } from '../../helpers/tools.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

const ENV = { SECRET: SOURCE_SECRET };
const SIGN = ['--scheme', 'actuallycare', '--secret-env', 'SECRET'];

const folder = mkdtempSync(join(tmpdir(), 'gateway-cli-'));
let receiver: Upstream;
let gateway: GatewayProcess;

beforeAll(async () => {
  receiver = await startUpstream();
  gateway = await startGatewayProcess({ config: leadsConfig({ receiver: receiver.url }) });
});
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('sign', () => {
  test('headers of a body from standard input pass the gateway', async () => {
    const { body } = lead();
    const { code, stdout } = await run(['sign', ...SIGN, '-o', 'json'], ENV, body);
    expect(code).toBe(0);
    const headers = JSON.parse(stdout) as Record<string, string>;
    expect(await post(gateway.url + PATH, body, headers)).toMatchObject({ outcome: 'accepted' });
    const tampered = body.toString().replace('lead.created', 'lead.deleted');
    expect(await post(gateway.url + PATH, tampered, headers)).toMatchObject({ outcome: 'invalid_signature' });
  });

  test('--curl prints a line that a shell can run', async () => {
    if (!findOrInstall({ names: ['curl'], debianPackage: 'curl' })) throw new Error('this test needs curl');
    const file = join(folder, 'body with ’ and space.json');
    writeFileSync(file, lead().body);
    const signed = await run(['sign', ...SIGN, '--file', file, '--curl', gateway.url + PATH], ENV);
    const { stdout } = await promisify(execFile)('sh', ['-c', `${signed.stdout.trim()} -s`]);
    expect(stdout).toMatch(/^HTTP\/1\.1 200 /);
    expect(stdout).toMatch(/^webhook-gateway-outcome: accepted\r?$/im);
  });

  test('a route of a configuration names scheme and secret', async () => {
    const { body } = lead();
    const { stdout } = await run(
      ['sign', '--config', gateway.file, '--route', 'leads', '-o', 'json'],
      {},
      body,
    );
    const headers = JSON.parse(stdout) as Record<string, string>;
    expect(await post(gateway.url + PATH, body, headers)).toMatchObject({ outcome: 'accepted' });
  });

  test.each([
    ['no scheme', ['sign', '--secret-env', 'SECRET']],
    ['an unknown scheme', ['sign', '--scheme', 'nope', '--secret-env', 'SECRET']],
    ['a variable that is not set', ['sign', '--scheme', 'actuallycare', '--secret-env', 'NOT_SET']],
    ['an unknown option', ['sign', '--nope']],
  ])('%s: exit 2 and the usage, never a secret', async (_, args) => {
    const { code, stderr, stdout } = await run(args, ENV, '{}');
    expect(code).toBe(2);
    expect(stderr).toContain('usage: webhook-gateway sign');
    expect(stderr + stdout).not.toContain(SOURCE_SECRET);
  });
});

describe('send', () => {
  test('a test event is accepted: exit 0, and the answer printed', async () => {
    const { code, stdout } = await run(['send', ...SIGN, '--url', gateway.url + PATH], ENV);
    expect(stdout).toMatch(/^200 after \d+ ms/);
    expect(code).toBe(0);
  });

  test('an answer that is no acceptance: exit 1', async () => {
    const { code, stdout } = await run(['send', ...SIGN, '--url', `${gateway.url}/nowhere`], ENV);
    expect(stdout).toMatch(/^404 after \d+ ms/);
    expect(code).toBe(1);
  });

  test('nobody there: exit 1 and why', async () => {
    const { code, stderr } = await run(['send', ...SIGN, '--url', 'http://127.0.0.1:1/'], ENV);
    expect(stderr).toContain('refused');
    expect(code).toBe(1);
  });
});

describe('healthcheck', () => {
  const asked: readonly [code: number, args: string[], port: () => number][] = [
    [0, [], () => gateway.adminPort],
    [0, ['--ready'], () => gateway.adminPort],
    [1, [], () => 1],
    [1, ['--ready'], () => 1],
  ];
  test.each(asked)('exit %i (%j)', async (code, args, port) => {
    expect(await run(['healthcheck', ...args], { ADMIN_PORT: String(port()) })).toMatchObject({ code });
  });

  test('of a gateway that drains: alive, not ready', async () => {
    const server = 'server: { host: 127.0.0.1, port: 0, drainDelay: 10s }\n';
    const draining = await startGatewayProcess({ config: server + leadsConfig({ receiver: receiver.url }) });
    draining.kill('SIGTERM');
    const env = { GATEWAY_ADMIN_URL: draining.adminUrl };
    expect(await run(['healthcheck'], env)).toMatchObject({ code: 0 });
    expect(await run(['healthcheck', '--ready'], env)).toMatchObject({ code: 1 });
    await draining.stop();
  });
});

describe('check', () => {
  test('a good file: exit 0 and the effective configuration, secrets redacted', async () => {
    const { code, stdout, stderr } = await run(['check', '--config', gateway.file]);
    expect(code).toBe(0);
    expect(stdout).toContain('deadline: 25s');
    expect(stdout + stderr).not.toContain(SOURCE_SECRET);
    expect(stderr).toContain('the configuration is valid');
  });

  test('a faulty one: exit 2 and every fault', async () => {
    const file = join(folder, 'faulty.yaml');
    writeFileSync(file, 'store: {}\nroutes:\n  - name: a\n    pth: /a\n');
    const { code, stderr } = await run(['check', '--config', file]);
    expect(code).toBe(2);
    for (const path of ['store.url', 'routes[0].pth', 'routes[0].source', 'routes[0].destination']) {
      expect(stderr).toContain(`${path}: `);
    }
  });
});

describe('usage', () => {
  test.each(['--help', '-h', 'help'])('%s lists every command: exit 0', async (flag) => {
    const { code, stdout } = await run([flag]);
    expect(code).toBe(0);
    for (const command of ['serve', 'check', 'schemes', 'sign', 'send', 'healthcheck', 'demo']) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  test.each([
    [['nope'], 'nope'],
    [[], 'usage'],
  ])('%j: exit 2', async (args, word) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(word);
  });

  test('--version is that of the package', async () => {
    const { stdout } = await run(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test('demo: every delivery ends as promised, exit 0', async () => {
  const { code, stdout } = await run(['demo']);
  expect(code).toBe(0);
  const outcomes = [...stdout.matchAll(/^ok {2}\d\..* (\w+)$/gm)].map(([, outcome]) => outcome);
  expect(outcomes).toEqual(['accepted', 'duplicate', 'invalid_signature', 'stale', 'accepted']);
  expect(stdout).toContain("curl -i 'http://127.0.0.1:");
  expect(stdout).not.toContain('NO ');
});
