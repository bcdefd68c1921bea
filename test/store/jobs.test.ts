/** The promises of operate/jobs/job-store.ts, kept in memory and in Redis. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JOB_LEASE_MS, type JobStore } from '../../src/operate/jobs/job-store.js';
import { createMemoryJobs } from '../../src/store/memory/memory-jobs.js';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { jobOf, progressOf } from '../helpers/jobs.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';

let redis: RedisStore;
let prefix: string;

beforeEach(async () => {
  prefix = randomPrefix();
  redis = createRedisStore({ url: sharedRedis(), prefix });
  await redis.ready(2_000);
});
afterEach(async () => {
  await redis.close();
  await withClient(sharedRedis(), async (client) => {
    for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
  });
});

describe.each<[string, () => JobStore]>([
  ['in memory', createMemoryJobs],
  ['in Redis', () => redis.jobs],
])('jobs %s', (_, open) => {
  let jobs: JobStore;
  beforeEach(() => {
    jobs = open();
  });

  test('one comes back as it was written, with everything and with nothing', async () => {
    const filter = { route: 'ü:"x"', outcome: 'dead', ids: ['a', 'b'], since: 1, askedAt: 2 } as const;
    const full = jobOf({ id: 'job_full', filter, matches: { failed: 1, body_not_kept: 2 } });
    const inHand = [{ place: '1-a:ü:x', lane: 'ü:x', key: 'a' }];
    expect(await jobs.add(full, 'me', 4)).toBe(true);
    expect(await jobs.find('job_full')).toEqual(full);
    const progress = progressOf({ done: 1, left: 2, failed: 3, skipped: 4, place: '1-a:ü:x', inHand });
    expect(await jobs.save('job_full', 'me', progress)).toBe('held');
    expect(await jobs.find('job_full')).toEqual({ order: full.order, progress });
    const ended = progressOf({ state: 'failed', endedAt: 7, error: 'why' });
    await jobs.save('job_full', 'me', ended);
    expect(await jobs.list()).toEqual([{ order: full.order, progress: ended }]);
    expect(await jobs.find('job_none')).toBeUndefined();
  });

  test('no more run at once than may; those that ended do not count', async () => {
    expect(await jobs.add(jobOf({ id: 'job_1' }), 'me', 2)).toBe(true);
    expect(await jobs.add(jobOf({ id: 'job_2' }), 'me', 2)).toBe(true);
    expect(await jobs.add(jobOf({ id: 'job_3' }), 'me', 2)).toBe(false);
    await jobs.save('job_1', 'me', progressOf({ state: 'done' }));
    expect(await jobs.add(jobOf({ id: 'job_3' }), 'me', 2)).toBe(true);
    expect((await jobs.list()).map(({ order }) => order.id).sort()).toEqual(['job_1', 'job_2', 'job_3']);
  });

  test('one that is held is nobody else’s, until its holder lets it go', async () => {
    await jobs.add(jobOf(), 'me', 4);
    expect(await jobs.take('other')).toBeUndefined();
    expect(await jobs.save('job_1', 'other', progressOf({ done: 9 }))).toBe('lost');
    expect(await jobs.hold('job_1', 'other')).toBe('lost');
    await jobs.letGo('job_1', 'other');
    expect(await jobs.hold('job_1', 'me')).toBe('held');
    await jobs.letGo('job_1', 'me');
    expect((await jobs.take('other'))?.order.id).toBe('job_1');
    expect(await jobs.take('third')).toBeUndefined();
    expect(await jobs.save('job_1', 'me', progressOf())).toBe('lost');
    expect((await jobs.find('job_1'))?.progress.done).toBe(0);
  });

  test('a stop reaches the holder with its next word, and whoever holds the job after it', async () => {
    await jobs.add(jobOf(), 'me', 4);
    await jobs.stop('job_1');
    expect(await jobs.hold('job_1', 'me')).toBe('stop');
    await jobs.letGo('job_1', 'me');
    await jobs.take('other');
    expect(await jobs.save('job_1', 'other', progressOf({ done: 1 }))).toBe('stop');
    expect(await jobs.save('job_1', 'other', progressOf({ state: 'stopped' }))).toBe('stop');
    expect(await jobs.take('third')).toBeUndefined();
    expect(await jobs.hold('job_1', 'other')).toBe('lost');
  });

  test('to stop one that has ended, or that nobody knows, changes nothing', async () => {
    await jobs.add(jobOf(), 'me', 4);
    await jobs.save('job_1', 'me', progressOf({ state: 'done' }));
    await jobs.stop('job_1');
    await jobs.stop('job_none');
    expect((await jobs.list()).map(({ progress }) => progress.state)).toEqual(['done']);
  });

  test('what is removed is gone', async () => {
    await jobs.add(jobOf(), 'me', 4);
    await jobs.remove(['job_1', 'job_none']);
    expect(await jobs.list()).toEqual([]);
    expect(Math.abs((await jobs.time()) - Date.now())).toBeLessThan(1_000);
  });
});

test('in Redis, one whose holder died is taken when its lease is over; what it had stays', async () => {
  const { jobs } = redis;
  await jobs.add(jobOf(), 'me', 4);
  await jobs.save('job_1', 'me', progressOf({ done: 5 }));
  const [lease = ''] = await withClient(sharedRedis(), (client) => client.hmget(`${prefix}:jobs`, 'l:job_1'));
  const ahead = Number(lease?.split(' ')[0]) - Date.now();
  expect(ahead).toBeGreaterThan(JOB_LEASE_MS - 1_000);
  expect(ahead).toBeLessThanOrEqual(JOB_LEASE_MS + 50);
  await withClient(sharedRedis(), (client) => client.hset(`${prefix}:jobs`, 'l:job_1', `${Date.now()} me`));
  expect((await jobs.take('other'))?.progress.done).toBe(5);
  expect(await jobs.hold('job_1', 'me')).toBe('lost');
});

test('in Redis, one of another version is left alone and out of the list', async () => {
  const { jobs } = redis;
  await jobs.add(jobOf(), 'me', 4);
  await withClient(sharedRedis(), (client) =>
    client.hset(`${prefix}:jobs`, 'd:job_9', '9:{}', 'p:job_9', '9:running:{}'),
  );
  expect((await jobs.list()).map(({ order }) => order.id)).toEqual(['job_1']);
  expect(await jobs.find('job_9')).toBeUndefined();
  expect(await jobs.take('other')).toBeUndefined();
});

test('in Redis, all of them live for a while after the last write, and no longer', async () => {
  await redis.jobs.add(jobOf(), 'me', 4);
  const ttl = (await keysUnder(sharedRedis(), prefix)).get(`${prefix}:jobs`) ?? 0;
  expect(ttl).toBeGreaterThan(7 * 86_400_000);
  expect(ttl).toBeLessThanOrEqual(8 * 86_400_000);
});
