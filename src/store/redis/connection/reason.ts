/** What a failure of the client or an error of the server means, in a closed set of words for logs and metrics. */
import { StoreUnavailable } from '../../../line/claim/claim-store.js';

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
  /** The database of the URL is not there, or the user may not choose it. */
  'database',
  /** It answers, and says no in words of its own. */
  'refused_command',
  /** Older than Redis 7, which the commit script needs. */
  'too_old',
  'readonly',
  'loading',
  'master_down',
  'cluster_down',
  /** A cluster's node that does not hold the key. */
  'moved',
  /** A redis+cluster:// URL that leads to no Cluster. */
  'no_cluster',
  /** The Sentinels answer, and know no master of that name. */
  'no_master',
  'no_replicas',
  /** Nobody can say that it is on the disk, or that the server that has it is the one that was asked. */
  'not_durable',
  /** It has reached its maxmemory, and nothing is left that could give way. */
  'store_full',
  /** Redis cannot save to its disk and refuses writes. */
  'misconfigured',
  /** A script of somebody else keeps Redis busy. */
  'busy',
  'wrong_type',
  /** A record this gateway cannot have written, or an answer that its scripts cannot have given. */
  'corrupt',
  /** A value that another version of the gateway wrote. */
  'unknown_version',
  /** `close()` was called. */
  'closed',
  'error',
] as const;

export type StoreReason = (typeof STORE_REASONS)[number];

/** Server errors begin with one of these; before Redis 7 those from inside a script follow a `-`. */
const BY_REPLY: Readonly<Record<string, StoreReason>> = {
  READONLY: 'readonly',
  /** A WAIT whose master was made a replica. */
  UNBLOCKED: 'readonly',
  LOADING: 'loading',
  MASTERDOWN: 'master_down',
  CLUSTERDOWN: 'cluster_down',
  MOVED: 'moved',
  ASK: 'moved',
  TRYAGAIN: 'moved',
  CROSSSLOT: 'moved',
  NOREPLICAS: 'no_replicas',
  OOM: 'store_full',
  MISCONF: 'misconfigured',
  BUSY: 'busy',
  WRONGTYPE: 'wrong_type',
  VERSION: 'unknown_version',
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

/** What the client says of itself. */
const BY_WORDS: readonly (readonly [RegExp, StoreReason])[] = [
  [/^Command timed out|^timeout$|ETIMEDOUT|^Socket timeout/, 'timeout'],
  [/compiling script|script shebang|scripting engine/i, 'too_old'],
  [/cluster support disabled/, 'no_cluster'],
  // A long command, before AUTH.
  [/unauthenticated (?:multi)?bulk length/, 'auth'],
  [/WAITAOF cannot be used/, 'not_durable'],
  [/pipeline should belong to the same slots/, 'moved'],
  [/^All sentinels are unreachable|No such master/, 'no_master'],
  // A connection that is gone or was never there.
  [
    /Connection is closed|isn't writeable|max retries per request|aborted due to connection|Cluster is|startup nodes/,
    'disconnected',
  ],
];

export function reasonOf(error: unknown): StoreReason {
  if (error instanceof StoreUnavailable) return error.reason as StoreReason;
  if (!(error instanceof Error)) return 'error';
  // Of a Cluster none of whose nodes answered.
  if ('lastNodeError' in error && error.lastNodeError) return reasonOf(error.lastNodeError);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Where the client gives up after several tries, the last one's error says why.
  const message = error.message.replace(/^.*Last error: (?:\w*Error: )?/s, '');
  const byCode = BY_CODE[code] ?? BY_CODE[/\bE[A-Z_]{4,}\b/.exec(message)?.[0] ?? ''];
  if (byCode) return byCode;
  const reply = BY_REPLY[REPLY.exec(message)?.[1] ?? ''];
  if (isAboutDatabase(error, reply)) return 'database';
  if (reply) return reply;
  const byWords = BY_WORDS.find(([words]) => words.test(message))?.[1];
  // Of a Sentinel it says no more than this, whatever it was.
  if (byWords === 'disconnected' && error.message.startsWith('All sentinels')) return 'unreachable';
  if (byWords) return byWords;
  if (/^ERR_(TLS|SSL)|^EPROTO$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return 'tls';
  // What a script of ours ran into is no refusal.
  return error.name === 'ReplyError' && !message.includes('user_script') ? 'refused_command' : 'error';
}

/** A SELECT that failed for its own sake: a server that loads or wants a password refuses more than that. */
function isAboutDatabase(error: Error, reply: StoreReason | undefined): boolean {
  const { command } = error as { command?: { readonly name?: unknown } };
  if (command?.name !== 'select' || /max number of clients/.test(error.message)) return false;
  return reply === undefined || /^NOPERM/.test(error.message);
}

/**
 * The client's errors carry the command with its arguments, for AUTH the password. What goes on is a new error with
 * the text alone, and that only as long as no secret is in it.
 */
export function unavailable(error: unknown, secrets: readonly string[] = []): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const text = error instanceof Error ? error.message : String(error);
  const safe = secrets.some((secret) => secret !== '' && text.includes(secret)) ? 'withheld' : text;
  return new StoreUnavailable(reasonOf(error), new Error(safe.slice(0, 300)));
}
