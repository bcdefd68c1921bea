/** `GET /api/config`: which secrets are in use, over all replicas, and a route's times beside what does not fit. */
import { expect, onTestFinished, test } from 'vitest';
import { ask, TOKEN } from '../helpers/api.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream } from '../helpers/upstream.js';
import { configText, freshBody, pairForTest, route, type Members } from './setup.js';

const ADMIN = { host: '127.0.0.1', port: 0, token: TOKEN };
const [NEW, OLD] = [secretFor('actuallycare', 'b'), secretFor('actuallycare', 'a')];
/** In the middle of a change of secrets. */
const ROTATING = { secrets: [NEW, { env: 'OLD', name: 'old' }] };

async function configOf(gw: TestGateway): Promise<Members> {
  const { status, body, text } = await ask({ url: gw.adminUrl }, 'GET', '/api/config');
  expect(status).toBe(200);
  for (const secret of [NEW, OLD, secretFor('svix'), TOKEN]) expect(text).not.toContain(secret);
  return body;
}

async function deliverUnder(gw: TestGateway, secret: string): Promise<void> {
  const body = freshBody();
  const { outcome } = await post(`${gw.url}/a`, body, signHeaders('actuallycare', secret, body));
  expect(outcome).toBe('accepted');
}

test('a secret’s share is of what all replicas verified, one that is gone among them', async () => {
  const [up, prefix] = [await startUpstream(200), randomPrefix()];
  const text = configText([route(up.url, { source: ROTATING })], {
    ...{ store: { url: sharedRedis(), prefix }, admin: ADMIN },
  });
  const start = (): Promise<TestGateway> => startTestGateway(text, { env: { OLD } });
  const [gone, gw] = [await start(), await start()];
  onTestFinished(async () => {
    await gw.stop();
    await up.close();
    await withClient(sharedRedis(), async (client) => {
      for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
    });
  });
  await deliverUnder(gone, OLD);
  await gone.stop();
  for (let i = 0; i < 3; i++) await deliverUnder(gw, NEW);
  const forged = freshBody();
  await post(`${gw.url}/a`, forged, signHeaders('actuallycare', secretFor('actuallycare', 'c'), forged));

  const { secrets, scope } = await configOf(gw);
  expect(scope).toMatchObject({ kind: 'replicas' });
  const of = (use: string, name: string, from: string, more: Members = {}): Members => ({
    ...{ route: 'a', destination: null, use, name, from, verified: null, share: null, lastUsed: null },
    ...more,
  });
  const lastUsed = expect.any(String) as unknown;
  expect(secrets).toEqual([
    of('source', 'secret-1', 'inline', { verified: 3, share: 0.75, lastUsed }),
    of('source', 'old', 'env OLD', { verified: 1, share: 0.25, lastUsed }),
    of('destination', 'secret-1', 'inline', { destination: 'default' }),
    of('admin', 'admin', 'inline', { route: null }),
  ]);
  for (const { lastUsed: at } of (secrets as Members[]).slice(0, 2))
    expect(Math.abs(Date.now() - Date.parse(String(at)))).toBeLessThan(60_000);
});

test('a route’s times stand beside the warnings that are about them, in the same words', async () => {
  const { gw } = await pairForTest({
    top: { admin: ADMIN },
    routes: (url) => [route(url, { more: { dedupe: { window: '10m' } } })],
  });
  const { windows, warnings } = await configOf(gw);
  const [gap] = (warnings as Members[]).filter(({ path }) => path === 'routes[0].dedupe.window');
  expect(gap).toMatchObject({ message: expect.stringContaining('10m is shorter than the 15m') as unknown });
  expect(windows).toEqual([
    {
      ...{ route: 'a', scheme: 'actuallycare', toleranceMs: null, retries: [60_000, 300_000, 900_000] },
      ...{ dedupeMs: 600_000, deadlineMs: 25_000 },
      destinations: [{ name: 'default', mode: 'direct', scheduleMs: [], lastAttemptMs: null }],
      gaps: [{ says: gap?.['message'], key: 'routes[0].dedupe.window' }],
    },
  ]);
});
