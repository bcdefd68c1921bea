/** What each kind of key in Redis costs: one of each is written by the stores themselves, and Redis is asked. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Jobs } from '../../src/queue/jobs.js';
import { prefixOf } from '../../src/queue/job-data.js';
import { createQueueClients } from '../../src/store/redis/connection/queue-clients.js';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { jobOf } from '../helpers/jobs.js';
import { KEEPING, entryOf, newKey, newMessageOf } from '../helpers/messages.js';
import { newRefusedOf } from '../helpers/refused.js';
import type { NewRefused } from '../../src/line/refused/refused-store.js';
import { attemptOf, WAY } from '../helpers/operations.js';

const PREFIX = 'whgw';
const ROUTE = 'leads';
const WINDOW_MS = 86_400_000;
/** Enough that what a list of them costs is what its entries cost. */
const COUNT = 1_000;
const BODY_BYTES = 1_024;

const WRITE = {
  ...{ what: 'replayDelivery', on: 'msg_2b9kLmQx7VtRzYw0aBcDeF', token: 'admin', actor: 'ann@example.com' },
  ...{ client: '192.0.2.1', count: null, status: 202 },
};

const ABOUT = { version: '0.1.0', startedAt: 1_764_000_000_000, configHash: '0123456789ab' };
/** Of one route with a few outcomes, in the middle of a change of secrets. */
const MINUTE = JSON.stringify({
  [ROUTE]: {
    default: {
      ...{ o: { accepted: 117, failed: 2 }, a: { accepted: 117, retry: 2 }, h: { 3: 90, 4: 29 } },
      ...{ s: { 'secret-1': [102, 1_764_000_000_000], 'secret-2': [17, 1_764_000_000_000] } },
      ...{ r: { 9: 80, 10: 39 }, l: 1_764_000_000_000 },
    },
  },
});

/** Bytes by kind, as `<prefix>:{<route>}:m:<id>`; of a list those of one entry. */
export async function keyCosts(url: string, client: Redis): Promise<ReadonlyMap<string, number>> {
  const store = createRedisStore({ url, prefix: PREFIX });
  const clients = createQueueClients(url);
  const jobs = new Jobs(clients, prefixOf(PREFIX, ROUTE));
  await store.ready(5_000);
  for (let i = 0; i < COUNT; i++) {
    await store.commit(newKey(), 'owner', 200, WINDOW_MS);
    await store.noteBody(newKey(), newKey(), WINDOW_MS);
    await store.destinationsOf(newKey(), ['crm', 'mail'], WINDOW_MS);
    await store.labels.keepLabel(newKey(), 'push', WINDOW_MS);
    await store.labels.allow(newKey(), WINDOW_MS);
    const message = newMessageOf({}, { sourceId: `evt_${i}`, body: randomBytes(BODY_BYTES) });
    await store.messages.put(ROUTE, message, KEEPING);
    await store.messages.noteWays(ROUTE, new Map([[message.key, WAY]]));
    await jobs.add(message.key, WINDOW_MS);
    const dead = newMessageOf({}, { sourceId: `evt_dead_${i}`, body: randomBytes(BODY_BYTES) });
    await store.messages.put(ROUTE, dead, KEEPING);
    const ended = { state: 'dead', attempt: attemptOf(), at: i, outcome: 'failed', dead: 'final' } as const;
    await store.messages.end(ROUTE, dead.key, ended, KEEPING);
    await store.messages.log(ROUTE, newKey(), entryOf({ way: WAY }), KEEPING);
    await store.refused.add(ROUTE, [refusedWith(BODY_BYTES)], REFUSED);
    await store.audit.add(WRITE);
  }
  await store.pauses.set(ROUTE, 'operator');
  await store.replicas.beat('0123456789abcdef', JSON.stringify(ABOUT));
  await store.replicas.keepMinute(29_000_000, '0123456789abcdef', MINUTE);
  await store.replicas.keepFirst([ROUTE]);
  await store.jobs.add(jobOf(), 'owner', 1);
  await jobs.close();
  await Promise.all([clients.close(), store.close()]);
  const sums = new Map<string, { bytes: number; count: number }>();
  for await (const keys of client.scanStream({ count: 1_000 })) {
    for (const key of keys as string[]) {
      const kind = kindOf(key);
      const { bytes, count } = sums.get(kind) ?? { bytes: 0, count: 0 };
      const more = Number(await client.memory('USAGE', key, 'SAMPLES', 0));
      const entries = await entriesOf(client, key);
      sums.set(kind, { bytes: bytes + more, count: count + entries });
    }
  }
  return new Map([...sums].map(([kind, { bytes, count }]) => [kind, Math.round(bytes / count)]));
}

async function entriesOf(client: Redis, key: string): Promise<number> {
  const type = await client.type(key);
  if (type === 'zset') return client.zcard(key);
  if (/:r[he]:\d+$/.test(key)) return client.hlen(key);
  return key.endsWith(':audit:1') ? client.xlen(key) : 1;
}

const REFUSED = { maxCount: 10_000, maxBytes: 2 ** 28, maxAge: WINDOW_MS };

/** With ten headers, as providers send them. */
function refusedWith(bytes: number): NewRefused {
  const headers = Array.from({ length: 10 }, (_, i) => {
    const value = `a value of thirty characters ${i}`;
    return { name: `X-Header-Number-${i}`, kind: 'plain', value, shown: value } as const;
  });
  return newRefusedOf({ body: randomBytes(bytes), headers });
}

function kindOf(key: string): string {
  return key
    .replace(PREFIX, '<prefix>')
    .replace(`{${ROUTE}}`, '{<route>}')
    .replace(/(:m?)[0-9a-f]{32}$/, '$1<id>')
    .replace(/(:minute:1:)\d+$/, '$1<minute>');
}
