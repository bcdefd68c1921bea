/**
 * The claim store in Redis: one key a delivery, every step one atomic script, every failure a StoreUnavailable.
 *
 * Keys: `<prefix>:d:<key>` holds `1:C:<owner>`, `1:Q`, `1:F`, `1:X:<reason>` or `1:D:<status>`, `<prefix>:i:<key>` the
 * first record's key behind its version, `<prefix>:t:<key>` the names of a delivery's destinations, `<prefix>:probe`
 * nothing. All have an expiry.
 */
import {
  type ClaimAnswer,
  type ClaimStore,
  type CommitAnswer,
  type RecordState,
  LEASE_MS,
  StoreUnavailable,
  UNKNOWN_VERSION,
} from '../../line/claim/claim-store.js';
import type { MessageStore, StoreOperation } from '../../queue/message-store.js';
import type { AuditStore } from '../../model/audit.js';
import type { PauseStore } from '../../line/pauses.js';
import type { Client } from './connection/client.js';
import { Connection } from './connection/connection.js';
import type { Asked } from './connection/question.js';
import type { Ask, AskOfKind } from './messages/message-keys.js';
import { createKeys } from './messages/message-keys.js';
import { RedisMessages } from './messages/redis-messages.js';
import { Room } from './make-room.js';
import type { RefusedStore } from '../../line/refused/refused-store.js';
import { createRedisRefused } from './refused/redis-refused.js';
import { refusedKeys } from './refused/refused-keys.js';
import type { LabelStore } from '../../line/claim/label-store.js';
import { createRedisLabels } from './labels/redis-labels.js';
import type { JobStore } from '../../operate/jobs/job-store.js';
import { RedisJobs } from './operator-jobs/redis-jobs.js';
import { createRedisAudit } from './audit/redis-audit.js';
import { createRedisPauses } from './redis-pauses.js';
import { createRedisReplicas } from './replicas/redis-replicas.js';
import type { ReplicaNotes } from '../../model/replica-notes.js';
import { asksForMore, Quorum, type Durability } from './durability/quorum.js';
import type { StoreReason } from './connection/reason.js';
import { BURY, CLAIM, COMMIT, LOOK, QUEUE, RELEASE } from './claims/record-questions.js';
import {
  claimOf,
  deadOf,
  destinationsText,
  doneWith,
  QUEUED,
  readDestinations,
  readNote,
  REFUSED,
} from './claims/records.js';
import { isOne } from './script.js';
import { UncertainClaims } from './claims/undo.js';
import { addressText, parseRedisUrl } from './connection/url.js';
import { unknownLayout } from './versions.js';
import type { MonotonicMs } from '../../model/time.js';
import { seldom } from '../../model/seldom.js';

/** The part of a logger that is used. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`, user, password and database in it. */
  readonly url: string;
  /** Parts deployments that share a Redis. */
  readonly prefix: string;
  /** What `confirm` stands for; nothing if it is left out. */
  readonly durability?: Durability;
  readonly log?: StoreLog;
  /** Called after each operation; `error` is the reason where it failed. */
  readonly onOperation?: (operation: StoreOperation, seconds: number, error?: string) => void;
}

/** After these a claim may have been taken though nobody heard so. */
const UNCERTAIN: ReadonlySet<string> = new Set<StoreReason>(['timeout', 'disconnected']);

const LEASE = String(LEASE_MS);
const NONE: readonly string[] = [];

const LOST = 'the dedupe store is lost';
const NOT_YET = 'the dedupe store cannot be used yet';

/**
 * Starts to connect and returns at once; `ready` waits for the first answer.
 * @throws TypeError for a URL that is none; the message does not repeat it.
 */
export function createRedisStore(options: RedisStoreOptions): RedisStore {
  return new Redis(options);
}

export interface RedisStore extends ClaimStore {
  /** These ask as this does. */
  readonly messages: MessageStore;
  readonly pauses: PauseStore;
  readonly audit: AuditStore;
  readonly labels: LabelStore;
  readonly refused: RefusedStore;
  readonly jobs: JobStore;
  readonly replicas: ReplicaNotes;
  /**
   * Resolves when what was written to the route's messages before is as durable as asked. To be called in the same turn
   * in which the last write was answered.
   * @throws StoreUnavailable (rejects)
   */
  confirm(route: string): Promise<void>;
  /** As in `Stores`. @throws StoreUnavailable (rejects) */
  unknownLayout(): Promise<string | undefined>;
}

class Redis implements RedisStore {
  readonly messages: MessageStore;
  readonly pauses: PauseStore;
  readonly audit: AuditStore;
  readonly labels: LabelStore;
  readonly refused: RefusedStore;
  readonly jobs: JobStore;
  readonly replicas: ReplicaNotes;
  readonly #connection: Connection;
  readonly #quorum: Quorum | undefined;
  readonly #uncertain: UncertainClaims;
  readonly #room: Room;
  readonly #records: string;
  readonly #bodies: string;
  readonly #destinations: string;
  readonly #layout: string;
  readonly #unreadable: (times?: number) => void;
  readonly #onOperation: RedisStoreOptions['onOperation'];
  readonly #listeners: ((up: boolean) => void)[] = [];
  readonly #waiting = new Set<(up: boolean) => void>();
  #wasUp = false;
  #trouble: string | undefined;

  constructor(options: RedisStoreOptions) {
    const address = parseRedisUrl(options.url);
    const redis = addressText(address);
    this.#records = `${options.prefix}:d:`;
    this.#bodies = `${options.prefix}:i:`;
    this.#destinations = `${options.prefix}:t:`;
    this.#layout = `${options.prefix}:layout`;
    this.#onOperation = options.onOperation;
    const ask: Ask = (...question) => this.#run(...question);
    const askOfKind: AskOfKind = (...question) => this.#connection.ask(...question);
    this.#unreadable = tellsOfUnreadable(redis, options.log);
    const keys = createKeys(options.prefix);
    const seen = new Set<string>();
    const refusedOf = new Set<string>();
    this.refused = createRedisRefused(
      options.prefix,
      (operation, send, read) => this.#connection.ask({ operation, send, read, isMeek: true }, NONE),
      refusedOf,
    );
    const refused = { routes: refusedOf, keys: (route: string) => refusedKeys(options.prefix, route) };
    this.#room = new Room({ client: () => this.#connection.client, keys, seen, refused });
    const { durability } = options;
    const isConfirmed = durability !== undefined && asksForMore(durability);
    this.messages = new RedisMessages({
      keys,
      ask,
      askOfKind,
      isConfirmed,
      seen,
      unreadable: this.#unreadable,
    });
    this.pauses = createRedisPauses(options.prefix, ask, this.#unreadable);
    this.audit = createRedisAudit(options.prefix, ask);
    this.labels = createRedisLabels(options.prefix, ask);
    this.jobs = new RedisJobs(options.prefix, ask, this.#unreadable);
    this.replicas = createRedisReplicas(options.prefix, ask);
    this.#uncertain = new UncertainClaims((key, claim) => this.#connection.sendOnce(RELEASE, [key, claim]));
    this.#connection = new Connection(address, `${options.prefix}:probe`, {
      open: () => {
        this.#uncertain.flush();
      },
      trouble: (reason) => {
        this.#trouble = reason;
        options.log?.warn({ redis, reason }, this.#wasUp ? LOST : NOT_YET);
      },
      change: (up) => {
        this.#wasUp = true;
        if (up) options.log?.info({ redis }, 'the dedupe store answers');
        if (up) this.#trouble = undefined;
        if (up) this.#endWaiting(true);
        for (const listener of this.#listeners) listener(up);
      },
      refused: (ask, refusal) => this.#room.asking(ask, refusal),
      ended: (question, failure) => {
        this.#ended(question, failure);
      },
    });
    if (isConfirmed) this.#quorum = new Quorum(address, options.prefix, durability, this.#connection.client);
  }

  get up(): boolean {
    return this.#connection.up;
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  claim(key: string, owner: string): Promise<ClaimAnswer> {
    const record = this.#records + key;
    const claim = claimOf(owner);
    if (this.#connection.open) this.#uncertain.drop(record, claim);
    return this.#connection.ask(CLAIM, [record, claim, LEASE]);
  }

  renew(key: string, owner: string): Promise<boolean> {
    return this.#run(
      'renew',
      (client) => client.gwRenew(this.#records + key, claimOf(owner), LEASE_MS),
      isOne,
    );
  }

  commit(key: string, owner: string, status: number, windowMs: number): Promise<CommitAnswer> {
    return this.#connection.ask(COMMIT, [
      this.#records + key,
      claimOf(owner),
      doneWith(status),
      milliseconds(windowMs),
    ]);
  }

  release(key: string, owner: string): Promise<boolean> {
    return this.#connection.ask(RELEASE, [this.#records + key, claimOf(owner)]);
  }

  queue(key: string, windowMs: number): Promise<boolean> {
    return this.#connection.ask(QUEUE, [this.#records + key, milliseconds(windowMs)]);
  }

  bury(key: string, reason: string, windowMs: number): Promise<boolean> {
    return this.#connection.ask(BURY, [this.#records + key, deadOf(reason), milliseconds(windowMs)]);
  }

  look(key: string): Promise<RecordState> {
    return this.#connection.ask(LOOK, [this.#records + key]);
  }

  forget(key: string): Promise<boolean> {
    return this.#run('forget', (client) => client.gwForget(this.#records + key), isOne);
  }

  noteBody(key: string, record: string, windowMs: number): Promise<boolean> {
    return this.#run(
      'note_body',
      (client) => client.gwNoteBody(this.#bodies + key, record, milliseconds(windowMs)),
      isOne,
    );
  }

  refuse(key: string, windowMs: number): Promise<boolean> {
    return this.#run(
      'refuse',
      (client) => client.gwBury(this.#records + key, REFUSED, milliseconds(windowMs)),
      isOne,
    );
  }

  reopen(key: string, was: 'refused' | 'queued'): Promise<boolean> {
    const record = was === 'queued' ? QUEUED : REFUSED;
    return this.#run('reopen', (client) => client.gwRelease(this.#records + key, record), isOne);
  }

  destinationsOf(key: string, names: readonly string[], windowMs: number): Promise<readonly string[]> {
    const text = destinationsText(names);
    return this.#run(
      'destinations',
      (client) => client.gwDestinations(this.#destinations + key, text, milliseconds(windowMs)),
      readDestinations,
    );
  }

  noted(key: string): Promise<string | undefined> {
    return this.#run('look', (client) => client.get(this.#bodies + key), readNote);
  }

  async confirm(route: string): Promise<void> {
    if (!this.#quorum) return;
    const startedAt = performance.now();
    try {
      await this.#quorum.confirm(route);
    } catch (error) {
      this.#tell('confirm', startedAt, error instanceof StoreUnavailable ? error.reason : 'error');
      throw error;
    }
    this.#tell('confirm', startedAt);
  }

  unknownLayout(): Promise<string | undefined> {
    return this.#connection.ask({ send: (client) => client.get(this.#layout), read: unknownLayout }, NONE);
  }

  onChange(listener: (up: boolean) => void): void {
    this.#listeners.push(listener);
  }

  ready(ms: number): Promise<boolean> {
    if (this.up) return Promise.resolve(true);
    return new Promise((resolve) => {
      const tell = (up: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(tell);
        resolve(up);
      };
      const timer = setTimeout(tell, ms, false);
      this.#waiting.add(tell);
    });
  }

  async close(): Promise<void> {
    this.#endWaiting(false);
    await Promise.all([this.#connection.close(), this.#quorum?.close()]);
  }

  #endWaiting(up: boolean): void {
    for (const tell of this.#waiting) tell(up);
  }

  #run<T>(
    operation: StoreOperation,
    send: (client: Client) => Promise<unknown>,
    read: (answer: unknown) => T,
  ): Promise<T> {
    return this.#connection.ask({ operation, send, read }, NONE);
  }

  #ended(question: Asked, failure: StoreUnavailable | undefined): void {
    if (failure) this.#failed(question, failure);
    const { kind, askedAt } = question;
    if (kind.operation) this.#tell(kind.operation, askedAt, failure?.reason);
  }

  #failed({ kind, args, wasSent }: Asked, { reason }: StoreUnavailable): void {
    const mayHold = kind === CLAIM && wasSent && UNCERTAIN.has(reason);
    // The source's next attempt may come as soon as Redis is back.
    if (mayHold || kind === RELEASE) this.#uncertain.add(String(args[0]), String(args[1]));
    if (reason === UNKNOWN_VERSION && !kind.isMeek) this.#unreadable();
  }

  #tell(operation: StoreOperation, startedAt: MonotonicMs, error?: string): void {
    this.#onOperation?.(operation, (performance.now() - startedAt) / 1_000, error);
  }
}

function tellsOfUnreadable(redis: string, log: StoreLog | undefined): (times?: number) => void {
  const now = (): number => performance.now();
  return seldom((count) => {
    const what = `met ${count} stored values of a version that this gateway does not know`;
    log?.warn({ redis }, `${what}; they stay as they are`);
  }, now);
}

/** Redis refuses durations that are not whole and positive. */
function milliseconds(ms: number): number {
  return Math.max(1, Math.ceil(ms));
}
