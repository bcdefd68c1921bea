/** What a failure of the client or an error of the server means, in a closed set of words for logs and metrics. */
import { StoreUnavailable } from '../../steps/claims.js';

export const STORE_REASONS = [
  /** No answer in time. */
  'timeout',
  /** The connection is down, or went down with the question open. */
  'disconnected',
  /** Nothing listens there. */
  'refused',
  /** The name does not resolve or no way leads there. */
  'unreachable',
  'tls',
  /** Wrong or missing password, or a command the user may not give. */
  'auth',
  /** Older than Redis 7, which the commit script needs. */
  'too_old',
  'readonly',
  'loading',
  'master_down',
  'cluster_down',
  /** A cluster's node that does not hold the key. */
  'moved',
  'no_replicas',
  'out_of_memory',
  /** Redis cannot save to its disk and refuses writes. */
  'misconfigured',
  /** A script of somebody else keeps Redis busy. */
  'busy',
  'wrong_type',
  /** A record this gateway cannot have written. */
  'corrupt',
  /** `close()` was called. */
  'closed',
  'error',
] as const;

export type StoreReason = (typeof STORE_REASONS)[number];

/** Server errors begin with one of these; before Redis 7 those from inside a script follow a `-`. */
const BY_REPLY: Readonly<Record<string, StoreReason>> = {
  READONLY: 'readonly',
  LOADING: 'loading',
  MASTERDOWN: 'master_down',
  CLUSTERDOWN: 'cluster_down',
  MOVED: 'moved',
  ASK: 'moved',
  TRYAGAIN: 'moved',
  CROSSSLOT: 'moved',
  NOREPLICAS: 'no_replicas',
  OOM: 'out_of_memory',
  MISCONF: 'misconfigured',
  BUSY: 'busy',
  WRONGTYPE: 'wrong_type',
  WRONGPASS: 'auth',
  NOAUTH: 'auth',
  NOPERM: 'auth',
};
const REPLY = new RegExp(`(?:^|[ :]-)(${Object.keys(BY_REPLY).join('|')})\\b`);

const BY_CODE: Readonly<Record<string, StoreReason>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'disconnected',
  EPIPE: 'disconnected',
};

export function reasonOf(error: unknown): StoreReason {
  if (error instanceof StoreUnavailable) return error.reason as StoreReason;
  if (!(error instanceof Error)) return 'error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const byCode = BY_CODE[code];
  if (byCode) return byCode;
  const { message } = error;
  if (message === 'Command timed out') return 'timeout';
  if (/compiling script|script shebang/i.test(message)) return 'too_old';
  const reply = REPLY.exec(message);
  if (reply) return BY_REPLY[reply[1] ?? ''] ?? 'error';
  // The client's own words for a connection that is gone or was never there.
  if (
    /Connection is closed|isn't writeable|max retries per request|aborted due to connection/.test(message)
  ) {
    return 'disconnected';
  }
  if (/^ERR_(TLS|SSL)|^EPROTO$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return 'tls';
  return 'error';
}

/**
 * The client's errors carry the command with its arguments, for AUTH the password. What goes on is a new error with
 * the text alone, and that only as long as the password is not in it.
 */
export function unavailable(error: unknown, password?: string): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const text = error instanceof Error ? error.message : String(error);
  const safe = password !== undefined && password !== '' && text.includes(password) ? 'withheld' : text;
  return new StoreUnavailable(reasonOf(error), new Error(safe.slice(0, 300)));
}
