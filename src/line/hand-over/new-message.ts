import type { Message } from '../../model/delivery.js';
import type { LoggedAttempt } from '../../model/log-entry.js';
import type { EpochMs } from '../../model/time.js';

/** What the queue is given. */
export interface NewMessage {
  readonly key: string;
  /** Who held its claim: while that one's claim still stands, it is nobody else's. */
  readonly owner: string;
  readonly destination: string;
  readonly message: Message;
  /** Epoch milliseconds. */
  readonly receivedAt: EpochMs;
  /** Attempts made before it was stored (`spill`). */
  readonly attempts: readonly LoggedAttempt[];
  /** No attempt before this, whoever looks at it; undefined where it is due at once. */
  readonly notBefore?: EpochMs;
  /** Its body is the one that came, and is never sent. */
  readonly untranslated?: boolean;
}
