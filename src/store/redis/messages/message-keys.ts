/**
 * Where a lane's messages and log lie. All keys of a route share its hash tag and so lie in one slot of a Cluster:
 * `<prefix>:{<route>}:`, with `@<destination>:` for one destination of several, and `m:<key>` the message's fields (fields.ts), `b:<key>` the body's bytes, `l:1` the log by
 * time of receipt, `p:1` what is pending by time of receipt, `x:1` dead letters by time of death, `n:<hash>` the key
 * behind a message id, `s:1:<hash>` the keys behind a source id by time of receipt. The figures are versions
 * (versions.ts). What is pending, and
 * what leads to it, has no expiry; everything else has one.
 */
import { hash } from 'node:crypto';
import type { IdKind, StoreOperation } from '../../../queue/message-store.js';
import type { Client } from '../connection/client.js';
import type { Kind } from '../connection/question.js';
import type { Arg } from '../lean/lean-command.js';
import { VERSIONS } from '../versions.js';
import { prefixOf, QUEUE_NAME } from '../../../queue/job-data.js';

/** Sends one question, timed and counted. @throws StoreUnavailable (rejects) */
export type Ask = <T>(
  operation: StoreOperation,
  send: (client: Client) => Promise<unknown>,
  read: (answer: unknown) => T,
) => Promise<T>;

/** The same for a question that may go over the lean connection. @throws StoreUnavailable (rejects) */
export type AskOfKind = <T>(kind: Kind<T>, args: readonly Arg[]) => Promise<T>;

export interface Keys {
  /** In the order of the scripts: message, body, pending, dead. */
  message(lane: string, key: string): [string, string, string, string];
  /** Message, log, pointer by message id, pointer by source id (the one before again, if there is none). */
  log(lane: string, key: string, id: string, sourceId: string | undefined): [string, string, string, string];
  pointer(lane: string, kind: IdKind, id: string): string;
  index(lane: string, index: 'log' | 'pending' | 'dead'): string;
  /** The scheduler's own: what waits for its time, by that, what waits for a worker, and what one is at. */
  jobs(lane: string, place: 'delayed' | 'wait' | 'active'): string;
  /** The names of all routes that ever stored a message. */
  readonly routes: string;
}

const INDEX = {
  log: `l:${VERSIONS.log}`,
  pending: `p:${VERSIONS.pending}`,
  dead: `x:${VERSIONS.dead}`,
} as const;
const POINTER = { message: 'n', source: `s:${VERSIONS.sources}` } as const;

/** Stands for the key where a script only needs to know where messages lie. */
export const NO_KEY = '0'.repeat(32);

export function createKeys(prefix: string): Keys {
  const base = (lane: string): string => `${prefixOf(prefix, lane)}:`;
  const index: Keys['index'] = (lane, name) => base(lane) + INDEX[name];
  const message = (lane: string, key: string): string => `${base(lane)}m:${key}`;
  const pointer: Keys['pointer'] = (lane, kind, id) =>
    `${base(lane)}${POINTER[kind]}:${hash('sha256', id, 'hex').slice(0, 32)}`;
  return {
    message: (lane, key) => [
      message(lane, key),
      `${base(lane)}b:${key}`,
      index(lane, 'pending'),
      index(lane, 'dead'),
    ],
    log: (lane, key, id, sourceId) => [
      message(lane, key),
      index(lane, 'log'),
      pointer(lane, 'message', id),
      sourceId === undefined ? pointer(lane, 'message', id) : pointer(lane, 'source', sourceId),
    ],
    pointer,
    index,
    jobs: (lane, place) => `${base(lane)}${QUEUE_NAME}:${place}`,
    routes: `${prefix}:queued:${VERSIONS.routes}`,
  };
}

export function nothing(): void {
  // The answer says nothing that anybody asks for.
}
