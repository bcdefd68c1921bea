/** Makes what all test files share: the built program, and one Redis, the user's own where REDIS_URL names it. */
import type { TestProject } from 'vitest/node';
import { buildOnce } from './helpers/build.js';
import { startRedis } from './helpers/redis.js';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  buildOnce();
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') {
    project.provide('redisUrl', given);
    return () => Promise.resolve();
  }
  const server = await startRedis().catch((error: unknown) => {
    // What to install fits in a line; where it was found missing is of no interest.
    if (error instanceof Error) error.stack = error.message;
    throw error;
  });
  project.provide('redisUrl', server.url);
  return () => server.stop();
}
