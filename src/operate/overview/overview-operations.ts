import type { Scope } from '../replicas.js';
import type { TailListener, TailQuery } from '../tail-listener.js';
import type { Overview } from './overview.js';
import type { SecretsInUse } from './secret-use.js';

/** What shows an operator the whole at once, and how far each list and count reaches. */
export interface OverviewOperations {
  /** @param shared whether what is told lies in the store, or is this replica's own */
  scopeOf(shared: boolean): Scope;
  /** Answers while the store is away too, with what this replica knows. */
  overview(): Promise<Overview>;
  /** Every secret of the configuration, and which of them are in use; answers while the store is away too. */
  secrets(): Promise<SecretsInUse>;
  /**
   * Hears of deliveries as they end, at this replica.
   * @returns what closes it; undefined if as many are open as may be
   */
  tail(query: TailQuery, listener: TailListener): (() => void) | undefined;
}
