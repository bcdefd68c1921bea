import type { Scope } from '../replicas.js';

/** What shows an operator the whole at once, and how far each list and count reaches. */
export interface OverviewOperations {
  /** @param shared whether what is told lies in the store, or is this replica's own */
  scopeOf(shared: boolean): Scope;
}
