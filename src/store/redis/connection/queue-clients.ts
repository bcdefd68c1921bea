/**
 * The connections for the durable queue's scheduler, which asks in its own way. One is for questions that are answered
 * now or fail, so that nothing is applied long after a source heard 503. Another is for workers, which have patience.
 * More are made where workers wait for jobs.
 */
import { idleJobs } from '../jobs/idle-jobs.js';
import { mark } from '../jobs/mark.js';
import type { JobsClient } from '../../../queue/jobs-client.js';
import type { WaitingClient } from '../../../queue/shared-wait.js';
import { byRedisTime } from './scheduler-time.js';
import { failFast, patient } from './patience.js';
import { createRedisClient, type RedisClient } from './topology.js';
import { unavailable } from './reason.js';
import { parseRedisUrl, secretsOf, type RedisAddress } from './url.js';
import type { StoreUnavailable } from '../../../line/claim/claim-store.js';

export interface QueueClients {
  readonly client: RedisClient & JobsClient;
  /** BullMQ wants one that has patience. In a Cluster it duplicates it for each worker's wait. */
  readonly workerClient: RedisClient;
  /** A connection over which many workers wait. Undefined in a Cluster, where their markers lie in many slots. */
  readonly openWaiting: (() => WaitingClient) | undefined;
  /** What a failure of theirs means. */
  unavailable(error: unknown): StoreUnavailable;
  close(): Promise<void>;
}

const SILENCE_MS = 1_000;
/** Longer than the ten seconds for which a worker may block, and the watchdog a second later. */
const WORKER_SILENCE_MS = 12_000;
const RESTART_MS = 1_000;

/** @throws TypeError for a URL that is none; the message does not repeat it. */
export function createQueueClients(url: string): QueueClients {
  const address = parseRedisUrl(url);
  const name = 'standard-webhooks-gateway-queue';
  const client = createRedisClient(address, {
    ...failFast(name, SILENCE_MS),
    scripts: { gwIdleJobs: idleJobs, gwMark: mark },
  }) as QueueClients['client'];
  const workerClient = createRedisClient(address, patient(name, WORKER_SILENCE_MS));
  const both = [client, workerClient];
  // They are told by what fails for them, or by the store's own state.
  for (const one of both) one.on('error', () => undefined);
  const stop = both.map(restartAtEnd);
  for (const one of both) adaptScripts(one, (command, lua) => allowWithoutRoom(byRedisTime(command, lua)));
  const secrets = secretsOf(address);
  return {
    client,
    workerClient,
    openWaiting: address.kind === 'cluster' ? undefined : () => openWaiting(address),
    unavailable: (error) => unavailable(error, secrets),
    close() {
      for (const one of stop) one();
      for (const one of both) one.disconnect();
      return Promise.resolve();
    },
  };
}

/** One that is lost comes back by itself, and what it waited for is asked again. */
function openWaiting(address: RedisAddress): WaitingClient {
  const client = createRedisClient(address, patient('standard-webhooks-gateway-wait', WORKER_SILENCE_MS));
  client.on('error', () => undefined);
  const stop = restartAtEnd(client);
  return {
    bzpopmin: (...keysAndSeconds) => client.bzpopmin(keysAndSeconds as never),
    close() {
      stop();
      client.disconnect();
    },
  };
}

/** The library gives up for good where it cannot even make a socket. @returns what ends the watch */
function restartAtEnd(client: RedisClient): () => void {
  let timer: NodeJS.Timeout | undefined;
  const restart = (): void => {
    timer = setTimeout(() => {
      client.connect().catch(() => undefined);
    }, RESTART_MS);
  };
  client.on('end', restart);
  return () => {
    client.off('end', restart);
    clearTimeout(timer);
  };
}

/**
 * The scheduler's scripts are let through in a full Redis: taking a job, holding its lock and ending it is what makes
 * room, and a lock that cannot be renewed lets another worker begin the same attempt. A new job is small, and its
 * message was let through just before.
 */
function allowWithoutRoom(lua: string): string {
  return `#!lua flags=allow-oom\n${lua}`;
}

function adaptScripts(client: RedisClient, adapt: (command: string, lua: string) => string): void {
  const define = client.defineCommand.bind(client);
  client.defineCommand = (command, definition) => {
    define(command, { ...definition, lua: adapt(command, definition.lua) });
  };
}
