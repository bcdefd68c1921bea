import { StoreUnavailable, UNKNOWN_VERSION } from '../../../line/claim/claim-store.js';
import { JOB_LEASE_MS, type Hold, type Job, type JobStore } from '../../../operate/jobs/job-store.js';
import { nothing, type Ask } from '../messages/message-keys.js';
import { isOne, noAnswerOfOurs } from '../script.js';
import { orderText, progressText, readJob } from './job-fields.js';

/** One hash over all jobs. It goes when nobody has written into it for so long. */
const KEPT_MS = 8 * 86_400_000;

const HOLDS = ['held', 'stop', 'lost'] as const;

/** @param unreadable hears of jobs that are left out, because this gateway does not know their version */
export function createRedisJobs(prefix: string, ask: Ask, unreadable: (count: number) => void): JobStore {
  const key = `${prefix}:jobs`;
  const asking = <T>(...[send, read]: [Parameters<typeof ask>[1], (answer: unknown) => T]): Promise<T> =>
    ask('jobs', send, read);
  const hold = (id: string, owner: string, progress: string, leaseMs: number): Promise<Hold> =>
    asking(
      (client) => client.gwHoldJob(key, id, owner, progress, leaseMs, KEPT_MS),
      (answer) => HOLDS.find((word) => word === answer) ?? noAnswerOfOurs(),
    );

  function readable(order: string | null | undefined, progress: string | null | undefined): Job | undefined {
    if (typeof order !== 'string' || typeof progress !== 'string') return undefined;
    try {
      return readJob(order, progress);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error.reason !== UNKNOWN_VERSION) throw error;
      unreadable(1);
      return undefined;
    }
  }

  function readAll(fields: Readonly<Record<string, string>>): Job[] {
    return Object.entries(fields).flatMap(([name, order]) => {
      const job = name.startsWith('d:') ? readable(order, fields[`p:${name.slice(2)}`]) : undefined;
      return job ? [job] : [];
    });
  }

  return {
    time: () =>
      asking(
        (client) => client.gwTime(key),
        (answer) => (typeof answer === 'number' ? answer : noAnswerOfOurs()),
      ),
    add: ({ order, progress }, owner, most) =>
      asking(
        (client) =>
          client.gwAddJob(
            ...[key, order.id, orderText(order), progressText(progress)],
            ...[most, owner, JOB_LEASE_MS, KEPT_MS],
          ),
        isOne,
      ),
    list: () =>
      asking(
        (client) => client.hgetall(key),
        (answer) => readAll(answer as Record<string, string>),
      ),
    find: (id) =>
      asking(
        (client) => client.hmget(key, `d:${id}`, `p:${id}`),
        (answer) => readable(...(answer as [string | null, string | null])),
      ),
    take: (owner) =>
      asking(
        (client) => client.gwTakeJob(key, owner, JOB_LEASE_MS),
        (answer) => {
          if (answer === null) return undefined;
          const [, order, progress] = answer as [string, string | null, string];
          return readable(order, progress);
        },
      ),
    hold: (id, owner) => hold(id, owner, '', JOB_LEASE_MS),
    save: (id, owner, progress) => hold(id, owner, progressText(progress), JOB_LEASE_MS),
    letGo: async (id, owner) => {
      await hold(id, owner, '', 0);
    },
    stop: (id) => asking((client) => client.gwStopJob(key, id), nothing),
    remove: (ids) =>
      asking(
        (client) => client.hdel(key, ...ids.flatMap((id) => [`d:${id}`, `p:${id}`, `l:${id}`, `s:${id}`])),
        nothing,
      ),
  };
}
