/**
 * What is remembered of one body and its labels. A **label** is an unsigned name or id that came beside a signed body
 * and tells apart two events with equal bodies. Whoever holds one genuine delivery can write any label beside it, so a
 * body has a few places for labels and no more. A label takes its place while its delivery is handled and keeps it once
 * the delivery is accepted or queued; one that comes to nothing gives it back.
 *
 * Every method rejects with a StoreUnavailable when the store cannot answer. Keys and labels are hashes.
 */

/**
 * `taken`: the label has a place. `full`: others have them all. `filtered`: this body came before with a label that no
 * destination wanted, and nobody has allowed another one since.
 */
export type LabelAnswer = 'taken' | 'full' | 'filtered';

/** How long a label that is neither kept nor given back holds its place: its process died. */
export const LABEL_HOLD_MS = 120_000;

export interface LabelStore {
  /** Takes one of the body's `places`, for a while; a label that has one already keeps it. */
  takeLabel(body: string, label: string, places: number): Promise<LabelAnswer>;
  /** The delivery was accepted or queued: the place is the label's for the window. */
  keepLabel(body: string, label: string, windowMs: number): Promise<void>;
  /** The delivery came to nothing: the place is free, unless it was kept before. */
  leaveLabel(body: string, label: string): Promise<void>;
  /** The delivery was filtered because of its label: another label of this body is now suspect. */
  noteFilteredLabel(body: string, label: string, windowMs: number): Promise<void>;
  /** This label may pass, whatever the others are. */
  allowLabel(body: string, label: string, windowMs: number): Promise<void>;
  /** On an operator's word: what comes under this key may pass. An operator knows a message id, not a body. */
  allow(key: string, windowMs: number): Promise<void>;
  isAllowed(key: string): Promise<boolean>;
}

/** What is asked of a label store, as metrics name it. */
export const LABEL_OPERATIONS = ['label'] as const;
export type LabelOperation = (typeof LABEL_OPERATIONS)[number];
