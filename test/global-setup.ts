/**
 * What test files share is made when the first of them asks for it (helpers/shared.ts), and never where none does: the
 * built program, and one Redis, the user's own where REDIS_URL names it. This process makes it, so that there is one for
 * all workers, and ends with the run.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import type { RedisServer } from './helpers/redis-server.js';
import type { Shared } from './helpers/shared.js';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let program: Promise<string> | undefined;
  let redis: Promise<RedisServer> | undefined;
  // Whoever watches edits between two runs.
  project.onTestsRerun(() => {
    program = undefined;
  });

  // What makes it is loaded no earlier either.
  const make: Record<Shared, () => Promise<string>> = {
    program: () => (program ??= import('./helpers/build.js').then(({ buildProgram }) => buildProgram())),
    redis: async () => {
      const given = process.env['REDIS_URL'];
      if (given !== undefined && given !== '') return given;
      redis ??= import('./helpers/redis.js').then(({ startRedis }) => startRedis());
      return (await redis).url;
    },
  };
  const desk = createServer((request, response) => {
    make[request.url?.slice(1) as Shared]().then(
      (made) => response.end(made),
      (error: unknown) => response.writeHead(500).end((error as Error).message),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  project.provide('desk', (desk.address() as AddressInfo).port);
  return async () => {
    desk.close();
    await redis?.then(
      (server) => server.stop(),
      () => undefined,
    );
  };
}
