/** The Redis client as the request path needs it: nothing waits in a queue, nothing is sent twice. */
import { addEntry } from '../audit/add-entry.js';
import { bury } from '../claims/bury.js';
import { claim } from '../claims/claim.js';
import { commit } from '../claims/commit.js';
import { forget } from '../claims/forget.js';
import { destinations } from '../claims/destinations.js';
import { noteBody } from '../claims/note-body.js';
import { probe } from '../claims/check-server.js';
import { queue } from '../claims/queue.js';
import { release } from '../claims/release.js';
import { renew } from '../claims/renew.js';
import { leaveLabel } from '../labels/leave-label.js';
import { markLabel } from '../labels/mark-label.js';
import { takeLabel } from '../labels/take-label.js';
import { addJob } from '../operator-jobs/add-job.js';
import { holdJob } from '../operator-jobs/hold-job.js';
import { stopJob } from '../operator-jobs/stop-job.js';
import { takeJob } from '../operator-jobs/take-job.js';
import { MESSAGE_SCRIPTS, type MessageScripts } from '../messages/scripts.js';
import { REPLICA_SCRIPTS, type ReplicaScripts } from '../replicas/replica-scripts.js';
import { REFUSED_SCRIPTS, type RefusedScripts } from '../refused/refused-scripts.js';
import { CorkedRedis } from './corked.js';
import type { Arg } from '../lean/lean-command.js';
import { createRedisClient, type ClientOptions, type RedisClient } from './topology.js';
import type { RedisAddress } from './url.js';

/** The scripts, as methods; answers are described at each script. */
export interface Scripts {
  gwClaim(...keyAndMore: readonly Arg[]): Promise<unknown>;
  gwRenew(key: string, claim: string, leaseMs: number): Promise<unknown>;
  gwCommit(...keyAndMore: readonly Arg[]): Promise<unknown>;
  gwRelease(...keyAndMore: readonly Arg[]): Promise<unknown>;
  gwQueue(...keyAndMore: readonly Arg[]): Promise<unknown>;
  gwBury(...keyAndMore: readonly Arg[]): Promise<unknown>;
  gwForget(key: string): Promise<unknown>;
  gwNoteBody(key: string, record: string, windowMs: number): Promise<unknown>;
  gwDestinations(key: string, names: string, windowMs: number): Promise<unknown>;
  gwTakeLabel(key: string, label: string, places: number, holdMs: number): Promise<unknown>;
  gwMarkLabel(key: string, field: string, value: string, windowMs: number): Promise<unknown>;
  gwLeaveLabel(key: string, field: string): Promise<unknown>;
  gwAddJob(key: string, ...more: readonly (string | number)[]): Promise<unknown>;
  gwTakeJob(key: string, owner: string, leaseMs: number): Promise<unknown>;
  gwHoldJob(key: string, id: string, owner: string, ...more: readonly (string | number)[]): Promise<unknown>;
  gwStopJob(key: string, id: string): Promise<unknown>;
  gwAddAuditEntry(key: string, entry: string, kept: number, keptMs: number): Promise<unknown>;
}

/** Asked of a server by itself: in a Cluster each has its own. */
export interface Probe {
  gwProbe(key: string, ttlMs: number): Promise<unknown>;
}

export type Client = RedisClient & Scripts & MessageScripts & RefusedScripts & ReplicaScripts;

/** Of a connection on which nothing is sent twice. */
export const SERVER: ClientOptions['server'] = {
  connectionName: 'standard-webhooks-gateway',
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // No commandTimeout: question-deadlines.ts does it, with the wait in the queue counted and pauses of this process not.
};

export function createClient(address: RedisAddress): Client {
  const client = createRedisClient(address, {
    server: SERVER,
    // A question that cannot be sent now fails now, and one whose connection broke fails with it: the client would
    // otherwise hold it for seconds and apply it long after the provider was answered.
    alone: { enableOfflineQueue: false },
    cluster: {
      enableOfflineQueue: false,
      // MOVED and ASK say that nothing was done, so following them is not sending twice.
      maxRedirections: 4,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
    },
    // Started by the owner, so that making a store never waits.
    lazyConnect: true,
    OneRedis: CorkedRedis,
    scripts: {
      gwClaim: claim,
      gwRenew: renew,
      gwCommit: commit,
      gwRelease: release,
      gwQueue: queue,
      gwBury: bury,
      gwForget: forget,
      gwNoteBody: noteBody,
      gwDestinations: destinations,
      gwTakeLabel: takeLabel,
      gwMarkLabel: markLabel,
      gwLeaveLabel: leaveLabel,
      gwAddJob: addJob,
      gwTakeJob: takeJob,
      gwHoldJob: holdJob,
      gwStopJob: stopJob,
      gwAddAuditEntry: addEntry,
      ...MESSAGE_SCRIPTS,
      ...REPLICA_SCRIPTS,
      ...REFUSED_SCRIPTS,
    },
    // The probe goes to the server it is meant for.
    serverScripts: { gwProbe: probe },
  });
  return client as Client;
}
