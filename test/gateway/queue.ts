/** What the tests of the queued modes over HTTP share: a route that queues, on the shared Redis under a prefix of its own. */
import { onTestFinished } from 'vitest';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../helpers/gateway.js';
import { randomPrefix, sharedRedis, withClient } from '../helpers/redis.js';
import { startUpstream, type Reply, type Upstream } from '../helpers/upstream.js';
import { configText, route, type Members, type RouteOptions } from './setup.js';

const TOKEN = 'a-token-of-more-than-24-characters';

export interface QueueOptions extends RouteOptions, Pick<TestGatewayOptions, 'clock'> {
  readonly mode?: 'queued' | 'spill';
  /** Further members of `delivery`. */
  readonly delivery?: Members;
  readonly reply?: Reply;
  /** Of another gateway, to share its Redis and receiver. */
  readonly beside?: QueuePair;
}

export interface QueuePair {
  readonly gw: TestGateway;
  readonly up: Upstream;
  readonly prefix: string;
  /** Asks the admin API. */
  api(path: string, method?: 'GET' | 'POST', body?: unknown): Promise<{ status: number; body: Members }>;
}

/** A gateway with one route `a` that queues, and its receiver; stopped with the test, and its keys removed. */
export async function queuePair(options: QueueOptions = {}): Promise<QueuePair> {
  const { mode = 'queued', delivery = {}, reply = 200, beside, more, clock, ...rest } = options;
  const up = beside?.up ?? (await startUpstream(reply));
  const prefix = beside?.prefix ?? randomPrefix();
  const text = configText(
    [
      route(up.url, {
        ...rest,
        more: { delivery: { mode, schedule: ['50ms', '50ms', '50ms'], ...delivery }, ...more },
      }),
    ],
    {
      server: { drainTimeout: '2s' },
      admin: { host: '127.0.0.1', port: 0, token: TOKEN },
      store: { url: sharedRedis(), prefix },
    },
  );
  const gw = await startTestGateway(text, clock ? { clock } : {});
  onTestFinished(async () => {
    await gw.stop();
    if (beside) return;
    await up.close();
    await withClient(sharedRedis(), async (client) => {
      for await (const keys of client.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
        if ((keys as string[]).length > 0) await client.unlink(...(keys as string[]));
      }
    });
  });
  return {
    gw,
    up,
    prefix,
    async api(path, method = 'GET', body) {
      const answer = await fetch(`${gw.adminUrl}/api${path}`, {
        method,
        headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Members };
    },
  };
}

/** The pending messages of route `a`. */
export function pending({ prefix }: QueuePair): Promise<number> {
  return withClient(sharedRedis(), (client) => client.zcard(`${prefix}:{a}:p`));
}

/** One delivery as the log has it. */
export async function entry(pair: QueuePair, id: string | undefined): Promise<Members> {
  return (await pair.api(`/deliveries/${id ?? ''}`)).body;
}
