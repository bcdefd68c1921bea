import type { Message } from '../../model/delivery.js';
import type { MonotonicMs } from '../../model/time.js';
import type { AttemptResult } from '../attempt/attempt.js';

/** A message as the line hands it to the queue. */
export interface NewMessage {
  readonly key: string;
  /** The delivery's record, where the message has one of its own beside it; undefined: `key` is that record. */
  readonly delivery?: string | undefined;
  /** The owner of its claim. While that claim stands, the message is nobody else's. */
  readonly owner: string;
  readonly destination: string;
  readonly message: Message;
  /** Moments are on the monotonic clock: the store dates them by its own. */
  readonly receivedAt: MonotonicMs;
  /** The attempt that ended just before it was stored (`spill`). */
  readonly first?: AttemptResult;
  /** No attempt may begin before this; undefined if it is due at once. */
  readonly notBefore?: MonotonicMs;
  /** Its body is the one that came, and is never sent. */
  readonly untranslated?: boolean | undefined;
}
