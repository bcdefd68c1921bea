import { defineConfig } from 'vitest/config';

/** Where .ci/run wants the results, to count them. */
const results = process.env['TEST_RESULTS_FILE'];

/** Tests of faults and of time: processes killed, servers hung, answers due within a bound. They get the machine to themselves. */
const ALONE = [
  'test/process/**/*.test.ts',
  'test/steps/**/*.test.ts',
  'test/store/{chaos,failover,online,open,outage,queue-clients,quorum,refusals}.test.ts',
  'test/gateway/{hard-receivers,late,limits,overload,redis-truth-table,truth-table}.test.ts',
  'test/gateway/{queue-breaker,queue-pause,queue-schedule,spill-late}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: results ? ['default', ['json', { outputFile: results }]] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ALONE,
          maxWorkers: 1,
          // The bounds stand; a machine that others use at the same moment gets a second chance to keep them.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
