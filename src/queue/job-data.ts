import { destinationOfLane, routeOfLane } from '../model/lane.js';

/** What a job holds beside its id: the version of its meaning. A job of another version is left to who knows it. */
export interface JobData {
  readonly v: number;
}

export const JOB_VERSION = 1;

/** The name of every route's queue: what tells them apart is the prefix, which puts a route into one slot. */
export const QUEUE_NAME = 'q';

/** What the keys of a lane begin with. Those of a route share its hash tag, and so lie in one slot of a Cluster. */
export function prefixOf(prefix: string, lane: string): string {
  const destination = destinationOfLane(lane);
  const own = destination === undefined ? '' : `:@${destination}`;
  return `${prefix}:{${routeOfLane(lane)}}${own}`;
}

export function isKnownJob(data: unknown): boolean {
  return (data as Partial<JobData> | undefined)?.v === JOB_VERSION;
}
