/** The Redis client as the request path needs it: nothing waits in a queue, nothing is sent twice. */
import { Redis } from 'ioredis';
import { bury } from './scripts/bury.js';
import { claim } from './scripts/claim.js';
import { commit } from './scripts/commit.js';
import { forget } from './scripts/forget.js';
import { noteBody } from './scripts/note-body.js';
import { probe } from './scripts/probe.js';
import { queue } from './scripts/queue.js';
import { release } from './scripts/release.js';
import { renew } from './scripts/renew.js';
import { MESSAGE_SCRIPTS, type MessageScripts } from './messages/scripts.js';
import type { RedisAddress } from './url.js';

/** The scripts, as methods; answers are described at each script. */
export interface Scripts {
  gwClaim(key: string, claim: string, leaseMs: number): Promise<unknown>;
  gwRenew(key: string, claim: string, leaseMs: number): Promise<unknown>;
  gwCommit(key: string, claim: string, done: string, windowMs: number): Promise<unknown>;
  gwRelease(key: string, claim: string): Promise<unknown>;
  gwQueue(key: string, windowMs: number): Promise<unknown>;
  gwBury(key: string, dead: string, windowMs: number): Promise<unknown>;
  gwForget(key: string): Promise<unknown>;
  gwNoteBody(key: string, record: string, windowMs: number): Promise<unknown>;
  gwProbe(key: string, ttlMs: number): Promise<unknown>;
}

export type Client = Redis & Scripts & MessageScripts;

const CONNECT_TIMEOUT_MS = 1_000;
const RETRY_FIRST_MS = 50;
const RETRY_CAP_MS = 1_000;

export function createClient(address: RedisAddress): Client {
  const client = new Redis({
    host: address.host,
    port: address.port,
    db: address.db,
    ...(address.username !== undefined && { username: address.username }),
    ...(address.password !== undefined && { password: address.password }),
    ...(address.tls && { tls: address.tls }),
    connectionName: 'standard-webhooks-gateway',
    // Started by the owner, so that making a store never waits.
    lazyConnect: true,
    // A question that cannot be sent now fails now, and one whose connection broke fails with it: the client would
    // otherwise hold it for seconds and apply it long after the provider was answered.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // No commandTimeout: deadline.ts does it, with the wait in the queue counted and pauses of this process not.
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A hung server never answers our FIN.
    disconnectTimeout: 100,
    retryStrategy: retryDelay,
    // INFO, which it uses, may be forbidden by ACL, and a server that loads is asked again too late; the probe tells.
    enableReadyCheck: false,
    protocol: 2,
    enableAutoPipelining: true,
    // The probe must not wait behind a pipeline that hangs.
    autoPipeliningIgnoredCommands: ['gwProbe'],
    scripts: {
      gwClaim: claim,
      gwRenew: renew,
      gwCommit: commit,
      gwRelease: release,
      gwQueue: queue,
      gwBury: bury,
      gwForget: forget,
      gwNoteBody: noteBody,
      gwProbe: probe,
      ...MESSAGE_SCRIPTS,
    },
  });
  return client as Client;
}

/** 50 ms, doubling to one second, less up to a half at random, so that replicas do not come back in step. */
export function retryDelay(attempt: number): number {
  const delay = Math.min(RETRY_FIRST_MS * 2 ** Math.min(attempt - 1, 10), RETRY_CAP_MS);
  return Math.round(delay * (1 - Math.random() / 2));
}
