/** Starts what all test files share: one Redis, the user's own where REDIS_URL names it. */
import type { TestProject } from 'vitest/node';
import { startRedis } from './helpers/redis.js';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') {
    project.provide('redisUrl', given);
    return () => Promise.resolve();
  }
  const server = await startRedis();
  project.provide('redisUrl', server.url);
  return () => server.stop();
}
