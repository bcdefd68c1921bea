import type { OutcomeCode } from './outcome.js';
import type { AttemptNote, DeadReason } from './trail.js';
import type { EpochMs } from './time.js';

/** An attempt as the log keeps it. */
export interface LoggedAttempt extends AttemptNote {
  /** Epoch milliseconds at which it began. */
  readonly at: EpochMs;
  /** The first bytes of the receiver's answer, as text; undefined if there was none. */
  readonly answer: string | undefined;
}

/** How a delivery came, and where the time went until its source was answered; of the last time, if it came again. */
export interface LoggedWay {
  /** Name of the secret that matched. */
  readonly secret: string | undefined;
  readonly scheme: string | undefined;
  /** The source's address. */
  readonly client: string | undefined;
  /** As way-text.ts writes them. */
  readonly steps: string;
  /** What the source was told; undefined if nobody waited for it. */
  readonly status: number | undefined;
}

/** One delivery of the log. */
export interface DeliveryEntry {
  /** The message id; empty if the delivery was refused before it had one. */
  readonly id: string;
  readonly route: string;
  readonly destination: string;
  /** The provider's own id. */
  readonly sourceId: string | undefined;
  readonly event: string | undefined;
  /** `queued` while it waits; if it is dead, the outcome of its last attempt. */
  readonly outcome: OutcomeCode;
  readonly reason: string | undefined;
  /** Why it is a dead letter, if it is one. */
  readonly dead: DeadReason | undefined;
  /** Epoch milliseconds, here and below. */
  readonly receivedAt: EpochMs;
  readonly endedAt: EpochMs | undefined;
  readonly nextAttemptAt: EpochMs | undefined;
  readonly attempts: readonly LoggedAttempt[];
  /** Size of the message's body. */
  readonly bytes: number;
  readonly bodyKept: boolean;
  /** Undefined if it is not known; lists of the store leave it out. */
  readonly way: LoggedWay | undefined;
}

export interface DeliveryDetail extends DeliveryEntry {
  /** Undefined if it is not kept. */
  readonly body: Buffer | undefined;
}

/** Outcomes of a further copy of a delivery that is noted already: they say nothing new about it. */
export const REPEATS: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>([
  'duplicate',
  'in_flight',
  'paused',
  'store_unavailable',
]);

/** The newest first. */
export interface Page<T> {
  readonly data: readonly T[];
  /** The cursor of the rest; undefined if there is none. A page may be short, even empty, and still have a next one. */
  readonly next: string | undefined;
}

/** A queue at one moment; the same for all replicas, which share it. */
export interface QueueSample {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly dead: number;
  /** Epoch milliseconds at which the oldest pending message was received. */
  readonly oldest: EpochMs | undefined;
}
