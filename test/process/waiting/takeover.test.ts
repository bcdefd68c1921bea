/** A gateway is killed, or stopped for longer than its lease, while it holds claims. Real leases: this file waits for them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LEASE_MS } from '../../../src/line/claim/claim-store.js';
import { lead, leadsConfig, PATH, type Lead } from '../../helpers/leads.js';
import { createSender, type Sent } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { keysUnder, startRedis, type RedisServer } from '../../helpers/redis.js';
import { startProxy, until, type Proxy } from '../../helpers/servers.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

/** A look at the claim, the request and what a busy machine adds. */
const SOON_MS = 1_500;

const send = createSender(false);

interface Pair {
  readonly redis: RedisServer;
  readonly receiver: Upstream;
  readonly proxy: Proxy;
  /** Reaches Redis through the proxy. */
  readonly a: GatewayProcess;
  readonly b: GatewayProcess;
  stop(): Promise<void>;
}

async function startPair(): Promise<Pair> {
  const redis = await startRedis();
  const proxy = await startProxy(redis.port);
  const receiver = await startUpstream();
  const [a, b] = await Promise.all(
    [`redis://127.0.0.1:${proxy.port}`, redis.url].map((url) =>
      startGatewayProcess({ config: leadsConfig({ receiver: receiver.url, redis: url, prefix: 'p' }) }),
    ),
  );
  if (!a || !b) throw new Error('no gateways');
  return {
    redis,
    receiver,
    proxy,
    a,
    b,
    async stop() {
      a.kill('SIGCONT');
      await Promise.all([a.stop(), b.stop(), receiver.close()]);
      await proxy.close();
      await redis.stop();
    },
  };
}

function bodiesAt({ receiver }: Pair, one: Lead): string[] {
  return receiver.received
    .filter(({ body }) => body.equals(one.body))
    .map(({ headers }) => String(headers['svix-id']));
}

async function takesOver(pair: Pair, one: Lead): Promise<Sent> {
  const retry = await send(pair.b.url + PATH, one);
  expect(retry.error).toBeUndefined();
  expect(retry.ms).toBeLessThan(LEASE_MS + SOON_MS);
  return retry;
}

describe.concurrent('a gateway killed while it holds a claim', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  test('the other replica’s retry waits, takes over and forwards once more, under the same svix-id', async () => {
    const { receiver, proxy, a, b } = pair;
    const unanswered = lead();
    const accepted = lead();
    receiver.reply((got, response) => {
      if (got.body.equals(accepted.body)) {
        // Accepted, but no word of it can reach Redis any more.
        proxy.swallow('both');
        response.writeHead(200).end();
      }
    });
    const first = [unanswered, accepted].map((one) => send(a.url + PATH, one));
    await until('the receiver has both', () => receiver.received.length === 2);
    await sleep(100);
    a.kill('SIGKILL');
    for (const { error } of await Promise.all(first)) expect(error).toBe('ECONNRESET');

    receiver.reply(200);
    const retries = await Promise.all([unanswered, accepted].map((one) => takesOver(pair, one)));
    for (const retry of retries) expect(retry).toMatchObject({ status: 200, outcome: 'accepted' });
    for (const one of [unanswered, accepted]) {
      const ids = bodiesAt(pair, one);
      expect(ids).toHaveLength(2);
      expect(ids[1]).toBe(ids[0]);
    }
    expect(await b.metric('webhook_gateway_claims_total', { result: 'takeover' })).toBe(2);
    expect(await send(b.url + PATH, accepted)).toMatchObject({ outcome: 'duplicate' });
  });
});

describe.concurrent('a gateway stopped for longer than its lease', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  test('tells the source the late acceptance and remembers it, whether another took over meanwhile or not', async () => {
    const { receiver, a, b } = pair;
    const open: ServerResponse[] = [];
    receiver.reply((_request, response) => void open.push(response));
    const retried = lead();
    const alone = lead();
    const first = [retried, alone].map((one) => send(a.url + PATH, one));
    await until('the receiver has both', () => open.length === 2);
    a.kill('SIGSTOP');
    receiver.reply(200);
    const stopped = performance.now();
    for (const response of open) response.writeHead(202).end();

    expect(await takesOver(pair, retried)).toMatchObject({ status: 200, outcome: 'accepted' });
    await sleep(stopped + LEASE_MS + 1_000 - performance.now());
    a.kill('SIGCONT');
    for (const late of await Promise.all(first))
      expect(late).toMatchObject({ status: 202, outcome: 'accepted' });

    expect(await b.metric('webhook_gateway_claims_total', { result: 'takeover' })).toBe(1);
    expect(await a.metric('webhook_gateway_late_commits_total')).toBe(1);
    for (const one of [retried, alone]) {
      for (const { url } of [a, b])
        expect(await send(url + PATH, one)).toMatchObject({ outcome: 'duplicate' });
    }
    expect(bodiesAt(pair, retried)).toHaveLength(2);
    expect(bodiesAt(pair, alone)).toHaveLength(1);
  });
});

test('a gateway killed before the delivery was whole leaves nothing behind', async () => {
  const pair = await startPair();
  try {
    const one = lead();
    const half = request(pair.a.url + PATH, {
      method: 'POST',
      headers: { ...one.headers, 'Content-Length': one.body.length },
    });
    const broken = new Promise((resolve) => half.once('error', resolve));
    half.write(one.body.subarray(0, -1));
    await until('it arrives', async () => (await pair.a.metric('webhook_gateway_uploads')) === 1);
    pair.a.kill('SIGKILL');
    await broken;
    expect([...(await keysUnder(pair.redis.url, 'p:d')).keys()]).toEqual([]);
    expect(await send(pair.b.url + PATH, one)).toMatchObject({ outcome: 'accepted' });
  } finally {
    await pair.stop();
  }
});
