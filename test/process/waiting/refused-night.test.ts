/**
 * A secret is wrong for a night, the provider never retries, and a stranger sends five times as much. In the morning the
 * secret's file is mended, and what is genuine is delivered, each once, through a stop and a killed process.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { post } from '../../helpers/gateway.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { run, startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { keysUnder, randomPrefix, withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import { sharedRedis } from '../../helpers/shared-redis.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

/** The story has 4,000 and 20,000. */
const GENUINE = size('FAULT_NIGHT', 300);
const FORGED = 5 * GENUINE;
const AT_ONCE = 20;
/** Taken a second. */
const RATE = size('FAULT_NIGHT_RATE', 60);

/** For what is due at once, on a machine that does other things as well. */
const WAIT_MS = 60_000 + 30 * GENUINE;

const TOKEN = 'an-admin-token-of-31-characters';
const RIGHT = 'the-right-secret-of-32-characters';
const WRONG = 'the-wrong-secret-of-32-characters';

let folder: string;
let receiver: Upstream;
let prefix: string;
const gateways: GatewayProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'night-'));
  receiver = await startUpstream(200);
  prefix = randomPrefix();
});
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  await receiver.close();
  rmSync(folder, { recursive: true });
  await withClient(sharedRedis(), async (client) => {
    for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
  });
});

async function launch(): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess({
    config: `
server: { host: 127.0.0.1, port: 0, drainDelay: 1ms, drainTimeout: 3s, trustedProxies: [127.0.0.1] }
admin: { host: 127.0.0.1, port: 0, token: "${TOKEN}" }
store: { url: "${sharedRedis()}", prefix: ${prefix} }
routes:
  - name: builds
    path: /builds
    source: { scheme: github, secrets: [{ file: ${join(folder, 'secret')} }] }
    destination: { url: "${receiver.url}", scheme: standard, secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw] }
    refused: { maxCount: ${4 * (GENUINE + FORGED)}, maxBytes: 200mb }
`,
  });
  gateways.push(gateway);
  return gateway;
}

function writeSecret(secret: string): void {
  writeFileSync(join(folder, 'next'), secret);
  renameSync(join(folder, 'next'), join(folder, 'secret'));
}

function send(gateway: GatewayProcess, body: string, secret: string, client: string): Promise<string> {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  return post(`${gateway.url}/builds`, body, {
    'Content-Type': 'application/json',
    'X-Hub-Signature-256': `sha256=${digest}`,
    'X-GitHub-Event': 'push',
    'X-Forwarded-For': client,
  }).then(({ outcome = '' }) => outcome);
}

/** All of them, some at a time. */
async function sendAll(sends: readonly (() => Promise<string>)[]): Promise<ReadonlySet<string>> {
  const outcomes = new Set<string>();
  for (let i = 0; i < sends.length; i += AT_ONCE) {
    const some = sends.slice(i, i + AT_ONCE).map((one) => one());
    for (const outcome of await Promise.all(some)) outcomes.add(outcome);
  }
  return outcomes;
}

function command(gateway: GatewayProcess, ...args: readonly string[]) {
  return run(args, { GATEWAY_ADMIN_URL: gateway.adminUrl, GATEWAY_ADMIN_TOKEN: TOKEN });
}

async function ask(gateway: GatewayProcess, method: string, path: string, body?: object) {
  const answer = await fetch(`${gateway.adminUrl}/api${path}`, {
    method,
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

function dropped(gateway: GatewayProcess): Promise<number> {
  return gateway.metric('webhook_gateway_refused_dropped_total', { route: 'builds' });
}

async function arrived(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { body } of receiver.received) {
    const text = body.toString();
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return Promise.resolve(counts);
}

test('after a night under a wrong secret every genuine delivery arrives once, and no forgery', async () => {
  writeSecret(WRONG);
  const [a, b] = [await launch(), await launch()];
  const genuine = Array.from({ length: GENUINE }, (_, i) => `{"genuine":${i}}`);
  const sorted = [
    ...genuine.map((body, i) => () => send(i % 2 ? a : b, body, RIGHT, '192.0.2.1')),
    ...Array.from({ length: FORGED }, (_, i) => () => {
      const secret = randomBytes(16).toString('hex');
      return send(i % 3 ? a : b, `{"forged":${i}}`, secret, '198.51.100.7');
    }),
  ];
  // Mixed, the same way each time.
  const night = Array.from({ length: 7 }, (_, start) => sorted.filter((_one, i) => i % 7 === start)).flat();
  const sentAt = Date.now();
  expect([...(await sendAll(night))]).toEqual(['invalid_signature']);
  const sending = Date.now() - sentAt;
  tell('sent', { sendingMs: sending, dropped: await Promise.all([a, b].map(dropped)) });

  const all = GENUINE + FORGED;
  const dry = ['refused', 'verify', '--route', 'builds', '--dry-run'];
  await until(
    'all are kept',
    async () => (await command(b, ...dry)).stdout.startsWith(`0 of ${all} are genuine`),
    WAIT_MS,
  );
  const listed = await command(a, 'refused', '--client', '192.0.2.1', '--limit', '1', '-o', 'json');
  const [entry] = (JSON.parse(listed.stdout) as { data: { id: string }[] }).data;
  const shown = await command(a, 'refused', 'show', String(entry?.id));
  expect(shown.stdout).toContain('routes[0].source.secrets');

  writeSecret(RIGHT);
  for (const gateway of [a, b])
    await until(
      'it sees the new secret by itself',
      async () => (await command(gateway, ...dry)).stdout.startsWith(`${GENUINE} of ${all} are genuine`),
      WAIT_MS,
    );
  expect(receiver.received).toEqual([]);

  const first = command(a, 'refused', 'verify', '--route', 'builds', '--yes', '--rate', String(RATE));
  await until('some have arrived', () => receiver.received.length > GENUINE / 5, WAIT_MS);
  const [job] = (await ask(b, 'GET', '/jobs'))['data'] as { id: string }[];
  await ask(b, 'DELETE', `/jobs/${job?.id}`);
  expect((await first).code).toBe(1);
  expect((await ask(b, 'GET', `/jobs/${job?.id}`))['state']).toBe('stopped');
  const stoppedAt = receiver.received.length;
  expect(stoppedAt).toBeLessThan(GENUINE);

  const request = { do: 'verify', filter: { route: 'builds' }, rate: RATE };
  const { id } = await ask(a, 'POST', '/jobs', request);
  await until('some more have arrived', () => receiver.received.length > stoppedAt + GENUINE / 5, WAIT_MS);
  a.kill('SIGKILL');
  await until(
    'another replica brings it to its end',
    async () => (await ask(b, 'GET', `/jobs/${String(id)}`))['state'] === 'done',
    WAIT_MS + (GENUINE / RATE) * 2_000,
  );
  expect(await ask(b, 'GET', `/jobs/${String(id)}`)).toMatchObject({ failed: 0, left: 0 });

  const counts = await arrived();
  expect([...counts.keys()].sort()).toEqual([...genuine].sort());
  // What the killed process had in hand may have arrived before it could say so.
  const repeated = receiver.received.length - counts.size;
  expect(repeated).toBeLessThanOrEqual(RATE);
  expect((await command(b, ...dry)).stdout).toContain(`0 of ${FORGED} are genuine`);

  const late = genuine.slice(0, 20).map((body) => () => send(b, body, RIGHT, '192.0.2.1'));
  expect([...(await sendAll(late))]).toEqual(['duplicate']);
  expect([...(await arrived()).keys()]).toHaveLength(GENUINE);
  tell('night of a wrong secret', { genuine: GENUINE, forged: FORGED, sendingMs: sending, repeated });
}, 900_000);
