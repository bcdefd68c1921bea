/** A store in memory whose failures a test decides. */
import { createMemoryStore } from '../../../src/store/memory/memory-claims.js';
import { CALL_TIMEOUT_MS, StoreUnavailable, type ClaimStore } from '../../../src/line/claim/claim-store.js';
import type { Trail } from '../../../src/model/trail.js';
import { Way } from '../../../src/model/way.js';

export type Operation =
  | 'claim'
  | 'renew'
  | 'commit'
  | 'release'
  | 'queue'
  | 'bury'
  | 'look'
  | 'forget'
  | 'noteBody'
  | 'refuse'
  | 'reopen'
  | 'destinationsOf';

export type How = 'at once' | 'in time';

export interface ControlledStore extends ClaimStore {
  /** What was asked, in order: `claim k a`. */
  readonly asked: string[];
  /** From now on these fail, at once or when a question may take no longer; without any, none does. */
  fail(how: How, ...operations: Operation[]): void;
  /** What the next call of an operation throws: a fault of the store's code, not of the server. */
  throwNext(operation: Operation, error: Error): void;
  /** The store is lost, or answers again: told to those who listen. */
  turn(up: boolean): void;
  /** Calls open at the moment, the most there were at a time. */
  readonly mostOpen: () => number;
}

export function controlledStore(): ControlledStore {
  const real = createMemoryStore();
  const asked: string[] = [];
  const listeners: ((up: boolean) => void)[] = [];
  const broken = new Map<Operation, How>();
  const faults = new Map<Operation, Error>();
  let open = 0;
  let mostOpen = 0;
  let up = true;

  async function ask<T>(operation: Operation, key: string, owner: string, act: () => Promise<T>): Promise<T> {
    asked.push(`${operation} ${key} ${owner}`);
    const fault = faults.get(operation);
    faults.delete(operation);
    if (fault) throw fault;
    const how = broken.get(operation);
    if (how === 'at once') throw new StoreUnavailable('disconnected');
    if (how === 'in time') {
      await new Promise((resolve) => setTimeout(resolve, CALL_TIMEOUT_MS));
      throw new StoreUnavailable('timeout');
    }
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return act();
  }

  return {
    asked,
    fail(how, ...operations) {
      broken.clear();
      for (const operation of operations) broken.set(operation, how);
    },
    throwNext(operation, error) {
      faults.set(operation, error);
    },
    turn(next) {
      up = next;
      for (const listener of listeners) listener(next);
    },
    mostOpen: () => mostOpen,
    claim: (key, owner) => ask('claim', key, owner, () => real.claim(key, owner)),
    renew: (key, owner) => ask('renew', key, owner, () => real.renew(key, owner)),
    commit: (key, owner, status, windowMs) =>
      ask('commit', key, owner, () => real.commit(key, owner, status, windowMs)),
    release: (key, owner) => ask('release', key, owner, () => real.release(key, owner)),
    queue: (key, windowMs) => ask('queue', key, '', () => real.queue(key, windowMs)),
    bury: (key, reason, windowMs) => ask('bury', key, '', () => real.bury(key, reason, windowMs)),
    look: (key) => ask('look', key, '', () => real.look(key)),
    forget: (key) => ask('forget', key, '', () => real.forget(key)),
    noteBody: (key, hash, windowMs) => ask('noteBody', key, '', () => real.noteBody(key, hash, windowMs)),
    refuse: (key, windowMs) => ask('refuse', key, '', () => real.refuse(key, windowMs)),
    reopen: (key, was) => ask('reopen', key, '', () => real.reopen(key, was)),
    destinationsOf: (key, names, windowMs) =>
      ask('destinationsOf', key, '', () => real.destinationsOf(key, names, windowMs)),
    noted: (key) => ask('look', key, '', () => real.noted(key)),
    get up() {
      return up;
    },
    onChange(listener) {
      listeners.push(listener);
    },
    ready: () => Promise.resolve(up),
    close: () => real.close(),
  };
}

/** A trail as the public port begins one. */
export function newTrail(): Trail {
  return {
    route: 'leads',
    destination: 'default',
    receivedAt: Date.now(),
    startedAt: performance.now(),
    bodyReadAt: performance.now(),
    way: new Way(() => performance.now()),
    client: '127.0.0.1',
    bodyBytes: 2,
    key: undefined,
    messageId: undefined,
    sourceId: undefined,
    event: undefined,
    secret: undefined,
    scheme: undefined,
    timestampAge: undefined,
    eventMismatch: false,
    droppedHeaders: undefined,
    claims: [],
    attempt: undefined,
    withoutDedupe: false,
    outcome: undefined,
    status: undefined,
    trace: undefined,
  };
}
