/**
 * Connections for the durable queue's scheduler, which asks in its own way. Two of them: one whose questions are
 * answered now or fail, so that nothing is applied long after a source was told 503, and one for workers, which wait.
 */
import { createRedisClient, retryDelay, type ClientOptions, type RedisClient } from './topology.js';
import { parseRedisUrl } from './url.js';

export interface QueueClients {
  readonly client: RedisClient;
  readonly workerClient: RedisClient;
  close(): Promise<void>;
}

/** A server that said nothing for so long hangs; the connection is given up for another. */
const SILENCE_MS = 1_000;
/** Longer than the ten seconds for which a worker may block, and its workers' watchdog. */
const WORKER_SILENCE_MS = 12_000;
/** A read-only server is left for whoever the name leads to now, but not in a tight loop. */
const READONLY_RETRY_MS = 1_000;
/** What a worker asked is sent again for about twenty seconds: longer than a Cluster takes to replace a master. */
const WORKER_RESEND_MS = 200;
const WORKER_RESENDS = 100;

/** What cannot be sent now fails now, and what was open when a connection broke fails with it. */
export function failFast(silenceMs: number, connectionName: string): ClientOptions {
  return {
    server: {
      connectionName,
      socketTimeout: silenceMs,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    },
    alone: { enableOfflineQueue: false, ...leavingReadonly(1) },
    // A redirection is an answer: nothing was done where it came from.
    cluster: {
      enableOfflineQueue: false,
      maxRedirections: 4,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
    },
  };
}

/** @throws TypeError for a URL that is none; the message does not repeat it. */
export function createQueueClients(url: string): QueueClients {
  const address = parseRedisUrl(url);
  const connectionName = 'standard-webhooks-gateway-queue';
  const client = createRedisClient(address, failFast(SILENCE_MS, connectionName));
  // BullMQ asks for null, resends by itself what it blocks for, and duplicates this for each worker's blocking.
  const workerClient = createRedisClient(address, {
    server: { connectionName, socketTimeout: WORKER_SILENCE_MS, maxRetriesPerRequest: null },
    alone: leavingReadonly(2),
    cluster: {
      maxRedirections: WORKER_RESENDS,
      retryDelayOnFailover: WORKER_RESEND_MS,
      retryDelayOnClusterDown: WORKER_RESEND_MS,
      retryDelayOnTryAgain: WORKER_RESEND_MS,
    },
  });
  // They are told by what fails for them, or by the store's own state.
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

/** @param then 1: the command fails; 2: it is sent again over the new connection. */
function leavingReadonly(then: 1 | 2): Pick<ClientOptions['alone'], 'reconnectOnError' | 'retryStrategy'> {
  let readonly = false;
  return {
    reconnectOnError(error) {
      if (!error.message.startsWith('READONLY')) return false;
      readonly = true;
      return then;
    },
    retryStrategy(attempt) {
      const delay = readonly ? READONLY_RETRY_MS : retryDelay(attempt);
      readonly = false;
      return delay;
    },
  };
}
