/**
 * Payload mode `jsonata`: a body that an expression makes of the one that came. The line knows what it needs for that;
 * expressions/ evaluates, outside of this process.
 */
import type { EpochMs } from '../model/time.js';
import type { UntranslatableReason } from '../schemes/text/json-text.js';

export interface Expression {
  readonly text: string;
  /** Whether digits and doubled members of the body may get lost. */
  readonly lossy: boolean;
  /** Bytes. */
  readonly maxResult: number;
}

/** What an expression sees of a delivery. */
export interface ExpressionInput {
  readonly body: Buffer;
  /** Of the body; undefined if the delivery does not say. */
  readonly contentType: string | undefined;
  readonly event: string | undefined;
  /** The message id. */
  readonly id: string;
  /** The signed time, or else that of the receipt. */
  readonly time: EpochMs;
  /** What `$now()` and `$millis()` tell. */
  readonly receivedAt: EpochMs;
  /** By lower-case name: those that go on to the receiver. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Why no body came of it. The first two are about us and pass; the others are about expression and body. */
export interface NoResult {
  readonly reason: 'expressions_busy' | 'expressions_unavailable' | UntranslatableReason;
  /** For whoever writes the expression: it may repeat a value of the body. */
  readonly says: string;
}

/**
 * Never fails and never takes longer than the limits on time and on waiting.
 * @param owner whose turn it takes: those who wait take turns by it
 */
export type Evaluate = (
  owner: string,
  expression: Expression,
  input: ExpressionInput,
) => Promise<Buffer | NoResult>;
