import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.js';

const UNIT = ['test/unit/**/*.test.ts', 'test/schemes/**/*.test.ts'];
const WAITING = ['test/**/waiting/**/*.test.ts'];
const ALONE = ['test/**/alone/**/*.test.ts'];

/** The tests of the public port itself, which run once more with requests read in the other way (docs/plain-path.md). */
const PORT = ['bodies', 'connections', 'framing', 'methods', 'open-paths', 'tls-ports', 'waiting/limits'];
const WAITING_PORT = ['waiting/overload', 'waiting/strangers'];
const OTHER_WAY = { TEST_SERVER_HTTP: 'node' };

function portTests(names: readonly string[]): string[] {
  return names.map((name) => `test/gateway/${name}.test.ts`);
}

/** What was imported serves the next file too: to import the source anew for each takes longer than most tests of it. */
const SHARED_MODULES = { isolate: false } as const;

/** One way of running, after those above it. A test's folder says which is its own (CONTRIBUTING.md). */
function way(groupOrder: number, name: string, test: ViteUserConfig['test']): ViteUserConfig {
  const limits = { pool: 'forks', testTimeout: 30_000, hookTimeout: 60_000 } as const;
  return { test: { ...limits, ...test, name, sequence: { groupOrder } } };
}

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      // Nothing but this process: no build, no Redis, no process, no socket.
      way(0, 'unit', { include: UNIT, maxWorkers: '100%', ...SHARED_MODULES }),
      way(1, 'side by side', {
        include: ['test/**/*.test.ts'],
        exclude: [...UNIT, ...WAITING, ...ALONE],
        maxWorkers: 2,
        ...SHARED_MODULES,
      }),
      way(1, 'the other reader', {
        include: portTests(PORT),
        maxWorkers: 2,
        env: OTHER_WAY,
        ...SHARED_MODULES,
      }),
      // Tests of faults and of time spend most of it waiting: for locks and leases to end, masters to be elected, schedules
      // to come round. They run only beside each other, so that answers that are due within a bound are not held up.
      way(2, 'waiting', { include: WAITING, maxWorkers: 6, ...SHARED_MODULES }),
      way(2, 'waiting, the other reader', {
        include: portTests(WAITING_PORT),
        maxWorkers: 6,
        env: OTHER_WAY,
        ...SHARED_MODULES,
      }),
      // Tests that load the machine or measure it (latencies, memory, thousands of requests) get it to themselves.
      way(3, 'alone', { include: ALONE, maxWorkers: 1, ...SHARED_MODULES }),
    ],
  },
});
