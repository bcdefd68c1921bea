/**
 * Any source, any destinations, any mode: what receivers and sources hear is what docs/guarantees.md says, whatever they,
 * an operator and the configuration do in between. A fixed seed and few runs here, more of both by hand (CONTRIBUTING.md).
 */
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, describe, test } from 'vitest';
import { size, tell } from '../helpers/larger-runs.js';
import { randomPrefix } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { scenarios, type Scenario } from './scenario.js';
import { World } from './world.js';

const SEED = size('PROPERTY_SEED', 14);
const RUNS = size('PROPERTY_RUNS', 4);
/** 1: a failure is made smaller, which takes its time. */
const SHRINKS = size('PROPERTY_SHRINK', 0) === 1;
const STEPS = size('PROPERTY_STEPS', 130);
/** They wait more than they work, so they run at the same time. */
const SHARDS = 8;

const client = new Redis(sharedRedis());
let steps = 0;
let scenariosRun = 0;

afterAll(async () => {
  tell('properties', { seed: SEED, scenarios: scenariosRun, steps });
  client.disconnect();
  return Promise.resolve();
});

async function run(scenario: Scenario): Promise<void> {
  const prefix = randomPrefix();
  const world = await World.open(scenario, { url: sharedRedis(), client, prefix });
  try {
    scenariosRun++;
    for (const step of scenario.steps) {
      steps++;
      await world.take(step);
    }
    await world.end();
  } finally {
    await world.close();
    for await (const keys of client.scanStream({ match: `${prefix}:*`, count: 1_000 }))
      if ((keys as string[]).length > 0) await client.unlink(...(keys as string[]));
  }
}

describe.concurrent('everybody gets what was promised', { timeout: 3_600_000 }, () => {
  test.each(Array.from({ length: SHARDS }, (_, i) => SEED * 100 + i))('by seed %i', async (seed) => {
    await fc.assert(fc.asyncProperty(scenarios(STEPS), run), {
      seed,
      numRuns: RUNS,
      endOnFailure: !SHRINKS,
    });
  });
});
