/** `check --running`: is what runs what the file says? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { configHash } from '../../src/config/hash.js';
import { loadGatewayConfig } from '../../src/config/load.js';
import { redactConfig } from '../../src/config/redact.js';
import { startApi, TOKEN, type TestApi } from '../helpers/api.js';
import { freePort } from '../helpers/servers.js';
import { typed } from './typed.js';

const ENV = { A: 'a-secret-of-enough-length-for-all', B: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
const folder = mkdtempSync(join(tmpdir(), 'check-running-'));
const file = join(folder, 'gateway.yaml');
let api: TestApi;

beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(deadline: string): void {
  writeFileSync(
    file,
    `store: { url: "memory:" }
admin: { token: ${TOKEN}, port: ${api.port} }
routes:
  - name: leads
    path: /leads
    source: { scheme: github, secrets: [{ env: A }], deadline: ${deadline} }
    destination: { url: "http://127.0.0.1:3000", scheme: standard, secrets: [{ env: B }] }
`,
  );
}

/** The gateway has in force what the file says now. */
async function inForce(env: Record<string, string> = ENV): Promise<void> {
  const loaded = loadGatewayConfig({ file, env });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const config = JSON.parse(JSON.stringify(redactConfig(loaded.config))) as Record<string, unknown>;
  api.operations.state = { ...api.operations.state, config, hash: await configHash(loaded.config) };
}

const ARGV = ['check', '--config', file, '--running', '-q'];

test('the same: exit 0', async () => {
  write('8s');
  await inForce();
  expect(await typed(api, ARGV, { env: ENV })).toEqual({
    code: 0,
    out: '',
    err: expect.any(String) as string,
  });
});

test('another: exit 1, and from what to what', async () => {
  write('8s');
  await inForce();
  write('7s');
  const { code, err } = await typed(api, ARGV, { env: ENV });
  expect(code).toBe(1);
  expect(err).toContain('  routes.leads.source.deadline: 8s → 7s\n');
  const { out } = await typed(api, [...ARGV, '-o', 'json'], { env: ENV });
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    running: { differs: true, changes: [{ path: 'routes.leads.source.deadline', from: '8s', to: '7s' }] },
  });
});

test('another secret in the same place: exit 1, and the secret is not told', async () => {
  write('8s');
  await inForce({ ...ENV, A: 'another-secret-of-enough-length' });
  const { code, out, err } = await typed(api, ARGV, { env: ENV });
  expect(code).toBe(1);
  expect(err).toContain('a secret, or another hidden value');
  expect(out + err).not.toContain(ENV.A);
});

test('port and token are those of the configuration where nothing else says', async () => {
  write('8s');
  await inForce();
  expect((await typed(undefined, ARGV, { env: ENV })).code).toBe(0);
});

test('a gateway that does not answer: exit 1, and where it was looked for', async () => {
  write('8s');
  const url = `http://127.0.0.1:${await freePort()}`;
  const { code, err } = await typed(api, [...ARGV, '--url', url], { env: ENV });
  expect(code).toBe(1);
  expect(err).toContain(`${url}: connection refused`);
});
