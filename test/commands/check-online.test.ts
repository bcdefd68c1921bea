/** `check --online` beside a gateway that runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEXT_SECRET } from '../docs/load.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { freePort } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { typed } from './typed.js';

const KEY = 'server.trustedProxies';
let folder: string;
let gateway: TestGateway;
let receiver: Upstream;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'check-online-'));
  receiver = await startUpstream();
  gateway = await startTestGateway(routes());
});

afterAll(async () => {
  await gateway.stop();
  await receiver.close();
  rmSync(folder, { recursive: true });
});

function routes(): string {
  return `routes:
  - name: a
    path: /a
    source: { scheme: actuallycare, secrets: ['${TEXT_SECRET}'] }
    destination: { url: '${receiver.url}', scheme: none, reason: a test }`;
}

/** What it warns of for that key, with the running gateway's admin port as given. */
async function warned(
  adminPort: number,
  server = '',
): Promise<{ code: number; warnings: readonly string[] }> {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, `store: { url: "memory:" }\nadmin: { port: ${adminPort} }\n${server}\n${routes()}`);
  const { code, out } = await typed(undefined, ['check', '--online', '-o', 'json', '--config', file]);
  const { warnings } = JSON.parse(out) as { warnings: { path: string; message: string }[] };
  return { code, warnings: warnings.filter(({ path }) => path === KEY).map(({ message }) => message) };
}

test('says that a proxy stands in front once genuine deliveries came from one private address, and names the key', async () => {
  const port = gateway.gateway.adminPort;
  expect(await warned(port)).toEqual({ code: 0, warnings: [] });
  for (let n = 0; n < 10; n++) {
    const body = JSON.stringify({ event: 'lead.created', timestamp: new Date().toISOString(), data: { n } });
    const answer = await post(`${gateway.url}/a`, body, signHeaders('actuallycare', TEXT_SECRET, body));
    expect(answer.outcome).toBe('accepted');
  }
  expect(await warned(port)).toEqual({ code: 0, warnings: [expect.stringContaining('one private address')] });
});

test('says nothing of it where the configuration names proxies already', async () => {
  const named = 'server: { trustedProxies: [192.0.2.1] }';
  expect(await warned(gateway.gateway.adminPort, named)).toEqual({ code: 0, warnings: [] });
});

test('finds no fault where no gateway runs', async () => {
  expect(await warned(await freePort())).toEqual({ code: 0, warnings: [] });
});

test('waits a second at the most for one that does not answer', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const started = performance.now();
  expect(await warned((silent.address() as AddressInfo).port)).toEqual({ code: 0, warnings: [] });
  expect(performance.now() - started).toBeLessThan(4_000);
  silent.close();
});
