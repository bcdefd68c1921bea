/**
 * The store of messages that wait until they are delivered or dead, and of the log of deliveries. A stored message is
 * unsigned and holds no secret, because each attempt signs it. Its key is its record's key. All messages of a lane lie
 * together (model/lane.ts).
 */
import type { Message } from '../model/delivery.js';
import type { DeliveryEntry, LoggedAttempt, LoggedWay, Page } from '../model/log-entry.js';
import type { OutcomeCode } from '../model/outcome.js';
import type { DeadReason } from '../model/trail.js';
import type { NewMessage } from '../line/hand-over/new-message.js';
import type { EpochClock, EpochMs } from '../model/time.js';
import { CLAIM_OPERATIONS } from '../line/claim/claim-store.js';
import { REFUSED_OPERATIONS } from '../line/refused/refused-store.js';
import { LABEL_OPERATIONS } from '../line/claim/label-store.js';

/** A new message as it is stored: its moments are epoch milliseconds by the store's clock. */
export interface DatedMessage extends Omit<NewMessage, 'receivedAt' | 'first' | 'notBefore'> {
  readonly receivedAt: EpochMs;
  /** Made before it was stored (`spill`). */
  readonly attempts: readonly LoggedAttempt[];
  /** No attempt may begin before this; undefined if it is due at once. */
  readonly notBefore?: EpochMs | undefined;
}

/** A new message and where it is to lie. */
export interface LaidMessage {
  readonly lane: string;
  readonly message: DatedMessage;
  readonly keeping: Keeping;
}

/** What a worker is given. All moments are by the store's clock. */
export interface StoredMessage {
  readonly message: Message;
  /** Its body is the one that came, and is never sent. */
  readonly untranslated: boolean;
  /** The name of the destination that it was stored for. */
  readonly destination: string;
  readonly owner: string;
  readonly receivedAt: EpochMs;
  /** When its schedule began: at receipt, or when it was armed again. */
  readonly armedAt: EpochMs;
  /** Attempts of all time, and those of this schedule. */
  readonly attempts: number;
  readonly attemptsOfSchedule: number;
  /** It is to be delivered though its record says that it was. */
  readonly replay: boolean;
  /** No attempt before this. */
  readonly notBefore: EpochMs;
  /** Attempts at it that never came back since one last did. */
  readonly crashes: number;
  /** The store's clock since then. */
  readonly clock: EpochClock;
}

/**
 * `gone`: there is nothing to deliver. `lost`: its body is not there any more. `poison`: too many attempts never came
 * back. `suspect`: some did not; it must be asked for again by a worker that does nothing else.
 */
export type Begun = StoredMessage | 'gone' | 'lost' | 'poison' | 'suspect';

/** How an attempt (or a look at the message without one) ended. */
export type Ended =
  | { readonly state: 'waits'; readonly attempt: LoggedAttempt | undefined; readonly notBefore: EpochMs }
  | { readonly state: 'accepted'; readonly attempt: LoggedAttempt | undefined; readonly at: EpochMs }
  | {
      readonly state: 'dead';
      readonly attempt: LoggedAttempt | undefined;
      readonly at: EpochMs;
      readonly outcome: OutcomeCode;
      readonly dead: DeadReason;
    };

export type Armed = 'armed' | 'pending' | 'no_body' | 'gone' | 'again';

/** How long a lane keeps what; milliseconds, and a number of deliveries. */
export interface Keeping {
  readonly log: number;
  readonly logCount: number;
  readonly bodies: number;
  readonly dead: number;
}

export interface Found {
  readonly lane: string;
  readonly key: string;
}

/**
 * Two kinds of ids, never mixed: message ids are ours or signed, and a source's own id may stand in a header that anybody
 * can write.
 */
export type IdKind = 'message' | 'source';

export interface FoundEntry extends Found {
  readonly entry: DeliveryEntry;
}

export interface ListQuery {
  readonly index: 'log' | 'dead' | 'pending';
  /** Which comes first; the newest, if it is left out. */
  readonly order?: 'newest' | 'oldest';
  /** Epoch milliseconds, inclusive. */
  readonly since: EpochMs | undefined;
  readonly until: EpochMs | undefined;
  /** After this one, in the order of the list; as an earlier page gave it. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface ListedEntry extends DeliveryEntry {
  readonly key: string;
  /** Its place in the list, for `after`. */
  readonly place: string;
}

export interface RouteCounts {
  readonly pending: number;
  readonly dead: number;
  /** Epoch milliseconds at which the oldest pending message was received. */
  readonly oldest: EpochMs | undefined;
}

/** What a lane's queue holds, all of it at one moment. */
export interface LaneQueue {
  /** That moment, by the store's clock. */
  readonly at: EpochMs;
  /** Messages that are due and wait for a worker. */
  readonly waiting: number;
  readonly active: number;
  /**
   * Messages that wait for their time, by the span that it lies in: one more than there are spans, for what is due after
   * the last of them.
   */
  readonly due: readonly number[];
  readonly dead: number;
  /** Epoch milliseconds at which the oldest pending message was received. */
  readonly oldest: EpochMs | undefined;
}

/** What is asked of it, as metrics know it. */
export const MESSAGE_OPERATIONS = [
  'put',
  'confirm',
  'take',
  'begin',
  'end',
  'arm',
  'log',
  'list',
  'count',
  'pauses',
  'replicas',
  'audit',
  'time',
  'drop',
  'jobs',
] as const;
export type MessageOperation = (typeof MESSAGE_OPERATIONS)[number];

/** All that is asked of a store, as metrics name it. */
export const STORE_OPERATIONS = [
  ...CLAIM_OPERATIONS,
  ...LABEL_OPERATIONS,
  ...MESSAGE_OPERATIONS,
  ...REFUSED_OPERATIONS,
] as const;
export type StoreOperation = (typeof STORE_OPERATIONS)[number];

/**
 * Every method rejects with a StoreUnavailable when the store cannot answer. Its moments are by the store's own clock,
 * because the clocks of replicas differ.
 */
export interface MessageStore {
  /** Epoch milliseconds by the clock of the server that holds the lane's messages. */
  time(lane: string): Promise<EpochMs>;
  /** Stores a message that is to be delivered; one that is pending already stays as it is. */
  put(lane: string, message: DatedMessage, keeping: Keeping): Promise<void>;
  /** Stores the messages of one delivery, whose lanes are of one route: all or none. */
  putAll(messages: readonly LaidMessage[]): Promise<void>;
  /** @param alone the worker does nothing else meanwhile. Every `StoredMessage` must be ended. */
  begin(lane: string, key: string, alone: boolean): Promise<Begun>;
  end(lane: string, key: string, ended: Ended, keeping: Keeping): Promise<void>;
  /**
   * Makes an ended message pending again, due at a moment.
   * @param replay it is sent whatever it came to; else only if it is a dead letter
   * @param job the job that does it; if it has done so before, the answer is `again`, and nothing more is done
   */
  arm(lane: string, key: string, at: EpochMs, replay: boolean, job?: string): Promise<Armed>;
  /** Ends a dead letter as cancelled. @returns false if it is none */
  drop(lane: string, key: string, job: string, keeping: Keeping): Promise<boolean>;
  /** Notes a delivery that was handled without the queue. */
  log(lane: string, key: string, entry: DeliveryEntry, keeping: Keeping): Promise<void>;
  /** Notes at stored messages, by their keys, how they came. */
  noteWays(lane: string, ways: ReadonlyMap<string, LoggedWay>): Promise<void>;
  list(lane: string, query: ListQuery): Promise<Page<ListedEntry>>;
  /** Keys of pending messages received before `before`, the oldest first. */
  pending(lane: string, before: number, offset: number, limit: number): Promise<readonly string[]>;
  /**
   * Keys of pending messages whose jobs lie further away than was planned, among the lane's delayed jobs from place
   * `from` on.
   * @returns how many jobs were looked at, too; fewer than `count` where there are no more
   */
  late(lane: string, from: number, count: number): Promise<{ looked: number; keys: readonly string[] }>;
  /**
   * The deliveries with an id over these lanes, the latest first: by message id the latest of each lane, by source id
   * the latest few of each.
   */
  find(lanes: readonly string[], kind: IdKind, id: string): Promise<readonly FoundEntry[]>;
  entry(found: Found): Promise<DeliveryEntry | undefined>;
  /** The record of the delivery that a message was a part of, as NewMessage has it. */
  deliveryOf(lane: string, key: string): Promise<string | undefined>;
  /** Undefined if it is not kept. */
  body(found: Found): Promise<Buffer | undefined>;
  counts(lane: string): Promise<RouteCounts>;
  /** @param spans where each span of time ends, in milliseconds from now, the earliest first */
  queue(lane: string, spans: readonly number[]): Promise<LaneQueue>;
  /** Why dead letters died, the newest being at place 0; those that cannot be read are left out. */
  deadReasons(lane: string, from: number, count: number): Promise<readonly DeadReason[]>;
  /** Every route that ever stored a message, configured or not. */
  routes(): Promise<readonly string[]>;
  /** Drops from the indexes what is older than it should be. */
  trim(lane: string, now: EpochMs, keeping: Keeping): Promise<void>;
}
