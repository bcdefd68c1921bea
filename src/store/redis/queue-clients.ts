/**
 * Connections for the durable queue's scheduler, which asks in its own way. Two of them: one whose questions are
 * answered now or fail, so that nothing is applied long after a source was told 503, and one for workers, which wait.
 */
import { Redis } from 'ioredis';
import { retryDelay } from './client.js';
import { parseRedisUrl } from './url.js';

export interface QueueClients {
  readonly client: Redis;
  readonly workerClient: Redis;
  close(): Promise<void>;
}

/** @throws TypeError for a URL that is none; the message does not repeat it. */
export function createQueueClients(url: string): QueueClients {
  const address = parseRedisUrl(url);
  const common = {
    ...address,
    connectionName: 'standard-webhooks-gateway-queue',
    connectTimeout: 1_000,
    disconnectTimeout: 100,
    retryStrategy: retryDelay,
    enableReadyCheck: false,
    protocol: 2 as const,
  };
  const client = new Redis({
    ...common,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  const workerClient = new Redis({ ...common, maxRetriesPerRequest: null });
  for (const one of [client, workerClient]) one.on('error', () => undefined);
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
