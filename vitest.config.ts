import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where .ci/run wants the results, to count them. */
const results = process.env['TEST_RESULTS_FILE'];

/**
 * Tests of faults and of time that spend most of it waiting: for locks and leases to end, masters to be elected,
 * schedules to come round. Four at a time, and only beside each other, so that answers that are due within a bound are
 * not held up. The longest come first.
 */
const WAITING = [
  'test/process/queue-lost-redis.test.ts',
  'test/store/queue-clients.test.ts',
  'test/store/failover.test.ts',
  'test/process/queue-rollout.test.ts',
  'test/process/queue-lost-job.test.ts',
  'test/process/queue-killed-gateway.test.ts',
  'test/process/queue-failover.test.ts',
  'test/process/queue-late.test.ts',
  'test/store/outage.test.ts',
  'test/process/queue-redis-out.test.ts',
  'test/gateway/overload.test.ts',
  'test/gateway/queue-breaker.test.ts',
  'test/gateway/queue-schedule.test.ts',
  'test/process/takeover.test.ts',
  'test/store/quorum.test.ts',
  'test/gateway/limits.test.ts',
  'test/gateway/redis-truth-table.test.ts',
  'test/store/refusals.test.ts',
  'test/store/online.test.ts',
  'test/process/start.test.ts',
  'test/gateway/late.test.ts',
  'test/gateway/queue-pause.test.ts',
  'test/gateway/spill-late.test.ts',
  'test/gateway/hard-receivers.test.ts',
  'test/process/queue-poison.test.ts',
  'test/process/cli.test.ts',
  'test/store/open.test.ts',
];

/** Tests that load the machine or measure it: latencies, memory, thousands of requests. They get it to themselves. */
const ALONE = [
  'test/process/**/*.test.ts',
  'test/line/**/*.test.ts',
  'test/store/chaos.test.ts',
  'test/gateway/truth-table.test.ts',
];

/** Of those that run side by side. */
const LONG = [
  'test/docs/readme.test.ts',
  'test/docs/memory.test.ts',
  'test/docker.test.ts',
  'test/docs/uses.test.ts',
  'test/gateway/mutations.test.ts',
];

/** On a clean clone nobody knows yet how long a file takes, and the last one to end is waited for. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = [...LONG, ...WAITING];
    const place = ({ moduleId }: TestSpecification): number => {
      const at = order.findIndex((path) => moduleId.endsWith(`/${path}`));
      return at === -1 ? order.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: results ? ['default', ['json', { outputFile: results }]] : ['default'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/**/*.test.ts'],
          exclude: [...ALONE, ...WAITING],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'waiting',
          include: WAITING,
          maxWorkers: 4,
          // The bounds stand; a machine that others use at the same moment gets a second chance to keep them.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ALONE,
          exclude: WAITING,
          maxWorkers: 1,
          retry: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
