/**
 * What each destination of a route would get of a body that somebody pastes. Nothing is claimed, sent, kept or logged of
 * it, and whatever it is, it takes a bounded time.
 */
import type { OutcomeCode } from '../model/outcome.js';

/** Translations that run at once at one replica. */
export const MOST_TRANSLATIONS = 4;

export interface PastedDelivery {
  readonly body: Buffer;
  /** By name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The event's name, where the source's scheme does not read it in the body; it stands before a header's. */
  readonly event?: string;
  /** The message id; left out: the one that the gateway would make. */
  readonly id?: string;
}

export interface TranslatedFor {
  readonly destination: string;
  /** Without what may be a token. */
  readonly url: string;
  readonly result: TranslatedRequest | TranslatedEnd;
}

/** Signatures in it, and what the configuration adds, are hidden. */
export interface TranslatedRequest {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Whether the bytes of the body are others than those that were given. */
  readonly changed: boolean;
}

/** In what the delivery would end at the destination instead. */
export interface TranslatedEnd {
  readonly outcome: OutcomeCode;
  readonly reason: string | undefined;
  /** More of it, in words that may repeat a value of the body. */
  readonly says: string | undefined;
}

export interface TranslateOperations {
  /**
   * @param destination this one alone; left out: all of the route
   * @returns undefined if there is no such route or destination
   * @throws TranslateRefused (rejects)
   */
  translate(
    route: string,
    pasted: PastedDelivery,
    destination?: string,
  ): Promise<readonly TranslatedFor[] | undefined>;
}

export class TranslateRefused extends Error {
  /** `unreadable`: what was given has no place at the route; the message says it. */
  readonly reason: 'too_many' | 'unreadable';

  constructor(reason: TranslateRefused['reason'], message: string = reason) {
    super(message);
    this.name = 'TranslateRefused';
    this.reason = reason;
  }
}
