/** A gateway is killed between two destinations of one delivery. Real leases: this file waits for them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, type TestContext } from 'vitest';
import { LEASE_MS } from '../../../src/line/claim/claim-store.js';
import { lead, PATH, SOURCE_SECRET, type Lead } from '../../helpers/leads.js';
import { createSender } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { keysUnder, startRedis, withClient } from '../../helpers/redis.js';
import { startProxy, until, type Proxy } from '../../helpers/servers.js';
import { secretFor } from '../../helpers/sign.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

/** A look at the claim, the requests and what a busy machine adds. */
const SOON_MS = 2_500;

const send = createSender(false);

type Mode = 'direct' | 'queued' | 'spill';

interface Setup {
  /** Two replicas, of which the first reaches Redis through the proxy. */
  readonly a: GatewayProcess;
  readonly b: GatewayProcess;
  readonly proxy: Proxy;
  readonly crm: Upstream;
  readonly mail: Upstream;
  /** Another replica. */
  readonly another: () => Promise<GatewayProcess>;
  /** What the records of destinations and deliveries hold. */
  readonly records: () => Promise<string[]>;
}

/** Ends with the test. */
async function start(mode: Mode, context: TestContext): Promise<Setup> {
  const redis = await startRedis();
  const proxy = await startProxy(redis.port);
  const [crm, mail] = await Promise.all([startUpstream(), startUpstream()]);
  const gateways: GatewayProcess[] = [];
  const schedule = mode === 'direct' ? '' : ', schedule: [1s, 1s, 1s]';
  const launch = async (url: string): Promise<GatewayProcess> => {
    const config = `
store: { url: "${url}", prefix: p }
routes:
  - name: leads
    path: ${PATH}
    source: { scheme: actuallycare, secrets: ["${SOURCE_SECRET}"], deadline: 25s }
    delivery: { mode: ${mode}${schedule} }
    destinations:
      - { name: crm, url: "${crm.url}", scheme: svix, secrets: ["${secretFor('svix')}"] }
      - { name: mail, url: "${mail.url}", scheme: standard, secrets: ["${secretFor('standard')}"] }
`;
    const gateway = await startGatewayProcess({ config });
    gateways.push(gateway);
    return gateway;
  };
  context.onTestFinished(async () => {
    await Promise.all(gateways.map((one) => one.stop()));
    await Promise.all([crm.close(), mail.close(), proxy.close()]);
    await redis.stop();
  });
  const [a, b] = await Promise.all([launch(`redis://127.0.0.1:${proxy.port}`), launch(redis.url)]);
  return {
    ...{ a, b, proxy, crm, mail },
    another: () => launch(redis.url),
    async records() {
      const keys = [...(await keysUnder(redis.url, 'p:d')).keys()];
      const values = await Promise.all(keys.map((key) => withClient(redis.url, (client) => client.get(key))));
      return values.map((value) => value?.slice(0, 3) ?? '');
    },
  };
}

const idsAt = (up: Upstream, header: string): unknown[] => up.received.map(({ headers }) => headers[header]);

/** The first replica has one delivery in hand, and dies. */
async function killed(a: GatewayProcess, one: Lead, meanwhile: () => Promise<void>): Promise<void> {
  const first = send(a.url + PATH, one);
  await meanwhile();
  a.kill('SIGKILL');
  expect((await first).error).toBe('ECONNRESET');
}

describe.concurrent('kill -9 after one accepted', () => {
  test.for(['direct', 'spill'] as const)(
    '%s, and that was written down: the retry waits for the lease to end, then reaches the other alone',
    { timeout: 60_000 },
    async (mode, context) => {
      const { a, b, crm, mail, records } = await start(mode, context);
      mail.reply(() => undefined);
      const one = lead();
      await killed(a, one, () => until('it is written', async () => (await records()).includes('1:D')));
      mail.reply(200);
      const retry = await send(b.url + PATH, one);
      expect(retry).toMatchObject({ status: 200, outcome: 'accepted' });
      expect(retry.ms).toBeLessThan(LEASE_MS + SOON_MS);
      expect([crm.received.length, mail.received.length]).toEqual([1, 2]);
      expect(new Set([...idsAt(crm, 'svix-id'), ...idsAt(mail, 'webhook-id')]).size).toBe(1);
      expect(await send(b.url + PATH, one)).toMatchObject({ outcome: 'duplicate' });
      expect(await b.metric('webhook_gateway_claims_total', { result: 'takeover' })).toBe(1);
    },
  );

  test.for(['direct', 'spill'] as const)(
    '%s, before that was written down: the retry may reach it twice, under one id',
    { timeout: 60_000 },
    async (mode, context) => {
      const { a, b, crm, mail, proxy } = await start(mode, context);
      mail.reply(() => undefined);
      crm.reply((_request, response) => {
        // No word of it can reach Redis any more.
        proxy.swallow('both');
        response.writeHead(200).end();
      });
      const one = lead();
      await killed(a, one, async () => {
        await until('both were asked', () => crm.received.length === 1 && mail.received.length === 1);
        await sleep(100);
      });
      crm.reply(200);
      mail.reply(200);
      expect(await send(b.url + PATH, one)).toMatchObject({ status: 200, outcome: 'accepted' });
      expect([crm.received.length, mail.received.length]).toEqual([2, 2]);
      expect(new Set([...idsAt(crm, 'svix-id'), ...idsAt(mail, 'webhook-id')]).size).toBe(1);
      expect(await send(b.url + PATH, one)).toMatchObject({ outcome: 'duplicate' });
    },
  );
});

describe.concurrent('kill -9 of one that stored a delivery for several', () => {
  test('right after the answer: both get it from the other replica', { timeout: 60_000 }, async (context) => {
    const { a, b, crm, mail } = await start('queued', context);
    const one = lead();
    const answer = await send(a.url + PATH, one);
    a.kill('SIGKILL');
    expect(answer).toMatchObject({ status: 200, outcome: 'queued' });
    await until('both have it', () => crm.received.length >= 1 && mail.received.length >= 1, 20_000);
    expect(await send(b.url + PATH, one)).toMatchObject({ outcome: 'duplicate' });
    expect(new Set([...idsAt(crm, 'svix-id'), ...idsAt(mail, 'webhook-id')]).size).toBe(1);
  });

  test(
    'while one of them is asked: that one is asked again, and the other is not',
    { timeout: 60_000 },
    async (context) => {
      const { a, b, crm, mail, records, another } = await start('queued', context);
      mail.reply(() => undefined);
      const one = lead();
      expect(await send(a.url + PATH, one)).toMatchObject({ outcome: 'queued' });
      await until('it is in hand', () => mail.received.length === 1);
      await until('the other has it', async () => (await records()).includes('1:D'));
      // Either one's worker may have it.
      for (const gateway of [a, b]) gateway.kill('SIGKILL');
      mail.reply(200);
      const c = await another();
      await until('it has it', () => mail.received.length === 2, 30_000);
      expect(await send(c.url + PATH, one)).toMatchObject({ outcome: 'duplicate' });
      expect(crm.received).toHaveLength(1);
    },
  );
});
