/** What the tests of durable delivery over HTTP share: a route that queues, on the shared Redis under a prefix of its own. */
import { expect, onTestFinished } from 'vitest';
import { TOKEN } from '../helpers/api.js';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../helpers/gateway.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { startUpstream, type Reply, type Upstream } from '../helpers/upstream.js';
import { configText, route, type Members, type RouteOptions } from './setup.js';

export interface QueuedRouteOptions extends RouteOptions {
  readonly mode?: 'direct' | 'queued' | 'spill';
  /** Further members of `delivery`. */
  readonly delivery?: Members;
}

export interface QueueOptions extends QueuedRouteOptions, Pick<TestGatewayOptions, 'clock' | 'env'> {
  /** Made of the receiver's URL; default one route `a` as the other members say. */
  readonly routes?: (url: string) => readonly Members[];
  /** The user's own schemes. */
  readonly schemes?: Members;
  readonly reply?: Reply;
  /** Another gateway, whose Redis and receiver this one shares. */
  readonly beside?: QueuePair;
  /** Under which something lies already. */
  readonly prefix?: string;
}

export interface QueuePair {
  readonly gw: TestGateway;
  readonly up: Upstream;
  readonly prefix: string;
  /** Asks the admin API. */
  api(
    path: string,
    method?: 'GET' | 'POST' | 'DELETE',
    body?: unknown,
  ): Promise<{ status: number; body: Members }>;
  /** Puts other routes in force. */
  reload(options: QueueOptions): Promise<void>;
}

/** A route that queues, `a` where it has no other name, with a schedule that a test can wait for. */
export function queuedRoute(url: string, options: QueuedRouteOptions = {}): Members {
  const { mode = 'queued', delivery, more, ...rest } = options;
  const schedule = mode === 'direct' ? {} : { schedule: ['50ms', '50ms', '50ms'] };
  return route(url, { ...rest, more: { delivery: { mode, ...schedule, ...delivery }, ...more } });
}

/** A gateway and its receiver; stopped with the test, and its keys removed. */
export async function queuePair(options: QueueOptions = {}): Promise<QueuePair> {
  const { reply = 200, beside, clock, env } = options;
  const up = beside?.up ?? (await startUpstream(reply));
  const prefix = beside?.prefix ?? options.prefix ?? randomPrefix();
  const textOf = ({ routes, schemes = {}, ...one }: QueueOptions): string =>
    configText(routes?.(up.url) ?? [queuedRoute(up.url, one)], {
      schemes,
      server: { drainTimeout: '2s' },
      admin: { host: '127.0.0.1', port: 0, token: TOKEN },
      store: { url: sharedRedis(), prefix },
    });
  const gw = await startTestGateway(textOf(options), { ...(clock && { clock }), ...(env && { env }) });
  onTestFinished(async () => {
    await gw.stop();
    if (beside) return;
    await up.close();
    await withClient(sharedRedis(), async (client) => {
      for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
    });
  });
  return {
    gw,
    up,
    prefix,
    reload: (next) => gw.reload(textOf(next)),
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

/** How many messages of a route are pending. */
export function pending({ prefix }: QueuePair, name = 'a'): Promise<number> {
  return withClient(sharedRedis(), (client) => client.zcard(`${prefix}:{${name}}:p:1`));
}

export const nothingWaits = (pair: QueuePair, name = 'a', ms?: number): Promise<void> =>
  until('nothing waits', async () => (await pending(pair, name)) === 0, ms);

/**
 * As if `ms` had passed for Redis, whose clock cannot be moved: all moments that lie there for a route are put so much
 * earlier. Where `ms` is negative, Redis's clock went back.
 * @param destination of a route with several
 */
export async function pass(
  { prefix }: Pick<QueuePair, 'prefix'>,
  ms: number,
  name = 'a',
  destination?: string,
): Promise<void> {
  const base = `${prefix}:{${name}}:${destination === undefined ? '' : `@${destination}:`}`;
  await withClient(sharedRedis(), async (client) => {
    for (const key of await client.keys(`${base}m:*`)) {
      for (const field of ['t', 'q', 'nx', 'z']) {
        if (await client.hexists(key, field)) await client.hincrby(key, field, -ms);
      }
    }
    for (const [index, unit] of [
      ['l:1', 1],
      ['p:1', 1],
      ['x:1', 1],
      ['q:delayed', 4_096],
    ] as const) {
      for (const member of await client.zrange(base + index, '0', '-1'))
        await client.zincrby(base + index, -ms * unit, member);
    }
  });
}

/** How many looks at messages of route `a` the scheduler has planned or under way. */
export function jobs({ prefix }: QueuePair): Promise<number> {
  return withClient(sharedRedis(), async (client) => {
    const [wait, active, delayed] = await Promise.all([
      client.llen(`${prefix}:{a}:q:wait`),
      client.llen(`${prefix}:{a}:q:active`),
      client.zcard(`${prefix}:{a}:q:delayed`),
    ]);
    return wait + active + delayed;
  });
}

export interface LoggedEntry {
  readonly id: string;
  readonly route: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly dead: string | null;
  readonly event: string | null;
  readonly sourceId: string | null;
  readonly receivedAt: string;
  readonly endedAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly bodyKept: boolean;
  readonly body: string | null;
  readonly bodyEncoding: string | null;
  readonly bytes: number;
  readonly attempts: readonly {
    readonly number: number;
    readonly at: string;
    readonly status: number | null;
    readonly result: string;
    readonly reason: string | null;
    readonly durationMs: number;
    readonly answer: string | null;
  }[];
}

/** One delivery as the log has it. */
export async function entry(pair: QueuePair, id: string | undefined): Promise<LoggedEntry> {
  return (await pair.api(`/deliveries/${encodeURIComponent(id ?? '')}`)).body as unknown as LoggedEntry;
}

/** A list of the API; `path` with its query. */
export async function listed(pair: QueuePair, path: string): Promise<readonly LoggedEntry[]> {
  const { status, body } = await pair.api(path);
  expect(status).toBe(200);
  return body['data'] as LoggedEntry[];
}

export const accepted = (pair: QueuePair, id: string | undefined): Promise<void> =>
  until('it is accepted', async () => (await entry(pair, id)).outcome === 'accepted');

export const dead = (pair: QueuePair, id: string | undefined): Promise<void> =>
  until('it is dead', async () => ((await entry(pair, id)).dead ?? null) !== null);

export const received = ({ up }: QueuePair, count: number): Promise<void> =>
  until(`${count} arrived`, () => up.received.length >= count);

/** Values of a header in the order of arrival. */
export function arrived({ up }: QueuePair, header: string): (string | undefined)[] {
  return up.received.map(({ headers }) => headers[header] as string | undefined);
}

export async function routeState(pair: QueuePair, name = 'a'): Promise<Members> {
  const states = (await pair.api('/routes')).body['data'] as Members[];
  return states.find((state) => state['name'] === name) ?? {};
}

export const replay = (pair: QueuePair, id: string | undefined) =>
  pair.api(`/deliveries/${encodeURIComponent(id ?? '')}/replay`, 'POST');

export const forget = (pair: QueuePair, id: string | undefined) =>
  pair.api(`/deliveries/${encodeURIComponent(id ?? '')}/forget`, 'POST');
