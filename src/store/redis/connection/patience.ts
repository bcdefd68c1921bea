/** The two ways in which a client waits for Redis: not at all, or as long as it takes. */
import { retryDelay, type ClientOptions } from './topology.js';

/** A read-only server is left for whoever the name leads to now, but not in a tight loop. */
const READONLY_RETRY_MS = 1_000;
/** For about twenty seconds: longer than a Cluster takes to replace a master. */
const RESEND_MS = 200;
const RESENDS = 100;

/**
 * What cannot be sent now fails now, and what was open when a connection broke fails with it.
 * @param silenceMs a server that says nothing for so long hangs
 */
export function failFast(connectionName: string, silenceMs: number): ClientOptions {
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

/** What cannot be sent waits, and what got no answer is sent again. */
export function patient(connectionName: string, silenceMs: number): ClientOptions {
  return {
    server: { connectionName, socketTimeout: silenceMs, maxRetriesPerRequest: null },
    alone: leavingReadonly(2),
    cluster: {
      maxRedirections: RESENDS,
      retryDelayOnFailover: RESEND_MS,
      retryDelayOnClusterDown: RESEND_MS,
      retryDelayOnTryAgain: RESEND_MS,
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
