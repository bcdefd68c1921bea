import type { DeliveryEntry } from '../model/log-entry.js';
import type { OutcomeCode } from '../model/outcome.js';

/** Which deliveries are listened for; all of them if nothing is said. */
export interface TailQuery {
  readonly route?: string;
  readonly destination?: string;
  /** An outcome, or `dead` for every dead letter. */
  readonly outcome?: OutcomeCode | 'dead';
  readonly event?: string;
  /** The message id or the provider's. */
  readonly id?: string;
}

export interface TailListener {
  /** @param kind `delivery`: it ended; `attempt`: the queue tried, and will again */
  hear(kind: 'delivery' | 'attempt', entry: DeliveryEntry): void;
  /** Nothing more comes. Resolves when all that was heard is passed on. */
  end(): Promise<void>;
}
