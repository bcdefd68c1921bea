/**
 * The two connections for the durable queue's scheduler, which asks in its own way. One is for questions that are
 * answered now or fail, so that nothing is applied long after a source heard 503. The other is for workers, which wait.
 */
import { byRedisTime } from './scheduler-time.js';
import { failFast, patient } from './patience.js';
import { createRedisClient, type RedisClient } from './topology.js';
import { parseRedisUrl } from './url.js';

export interface QueueClients {
  readonly client: RedisClient;
  /** BullMQ wants one that waits, and duplicates it for each worker's blocking. */
  readonly workerClient: RedisClient;
  close(): Promise<void>;
}

const SILENCE_MS = 1_000;
/** Longer than the ten seconds for which a worker may block, and the watchdog a second later. */
const WORKER_SILENCE_MS = 12_000;

/** @throws TypeError for a URL that is none; the message does not repeat it. */
export function createQueueClients(url: string): QueueClients {
  const address = parseRedisUrl(url);
  const name = 'standard-webhooks-gateway-queue';
  const client = createRedisClient(address, failFast(name, SILENCE_MS));
  const workerClient = createRedisClient(address, patient(name, WORKER_SILENCE_MS));
  // They are told by what fails for them, or by the store's own state.
  for (const one of [client, workerClient]) one.on('error', () => undefined);
  adaptScripts(client, byRedisTime);
  adaptScripts(workerClient, (command, lua) => allowWithoutRoom(byRedisTime(command, lua)));
  return {
    client,
    workerClient,
    close() {
      client.disconnect();
      workerClient.disconnect();
      return Promise.resolve();
    },
  };
}

/**
 * The scheduler's scripts, as workers ask them, are let through in a full Redis: taking a job, holding its lock and
 * ending it is what makes room, and a lock that cannot be renewed lets another worker begin the same attempt. New jobs
 * go over the other client and stay refused.
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
