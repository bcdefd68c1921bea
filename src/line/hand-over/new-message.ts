import type { Message } from '../../model/delivery.js';
import type { LoggedAttempt } from '../../model/log-entry.js';
import type { EpochMs } from '../../model/time.js';

/** A message as the line hands it to the queue. */
export interface NewMessage {
  readonly key: string;
  /** The owner of its claim. While that claim stands, the message is nobody else's. */
  readonly owner: string;
  readonly destination: string;
  readonly message: Message;
  /** Epoch milliseconds. */
  readonly receivedAt: EpochMs;
  /** Attempts made before it was stored (`spill`). */
  readonly attempts: readonly LoggedAttempt[];
  /** No attempt may begin before this; undefined if it is due at once. */
  readonly notBefore?: EpochMs;
  /** Its body is the one that came, and is never sent. */
  readonly untranslated?: boolean;
}
