import type { Job, JobStore } from '../../operate/jobs/job-store.js';

/** For one process, which holds every job itself; a restart forgets. */
export function createMemoryJobs(): JobStore {
  const jobs = new Map<string, Job>();
  const holders = new Map<string, string>();
  const toStop = new Set<string>();

  function running(): Job[] {
    return [...jobs.values()].filter(({ progress }) => progress.state === 'running');
  }

  function held(id: string, owner: string): 'held' | 'stop' | 'lost' {
    if (holders.get(id) !== owner) return 'lost';
    return toStop.has(id) ? 'stop' : 'held';
  }

  return {
    time: () => Promise.resolve(Date.now()),
    add(job, owner, most) {
      if (running().length >= most) return Promise.resolve(false);
      jobs.set(job.order.id, job);
      holders.set(job.order.id, owner);
      return Promise.resolve(true);
    },
    list: () => Promise.resolve([...jobs.values()]),
    find: (id) => Promise.resolve(jobs.get(id)),
    take(owner) {
      const job = running().find(({ order }) => !holders.has(order.id));
      if (job) holders.set(job.order.id, owner);
      return Promise.resolve(job);
    },
    hold: (id, owner) => Promise.resolve(held(id, owner)),
    save(id, owner, progress) {
      const job = jobs.get(id);
      const hold = held(id, owner);
      if (!job || hold === 'lost') return Promise.resolve('lost');
      jobs.set(id, { order: job.order, progress });
      if (progress.state !== 'running') {
        holders.delete(id);
        toStop.delete(id);
      }
      return Promise.resolve(hold);
    },
    letGo(id, owner) {
      if (holders.get(id) === owner) holders.delete(id);
      return Promise.resolve();
    },
    stop(id) {
      if (jobs.get(id)?.progress.state === 'running') toStop.add(id);
      return Promise.resolve();
    },
    remove(ids) {
      for (const id of ids) jobs.delete(id);
      return Promise.resolve();
    },
  };
}
