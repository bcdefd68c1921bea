/**
 * Step: does a source use an id that this gateway made for another route? Its sender chooses a signed message id, and a
 * receiver behind both routes would take one delivery for the other. It is refused only where the store has a record
 * under it: the ids of another gateway pass, since its records lie elsewhere. Only an id of our own form is asked about.
 */
import { looksMade, recordKeyOf } from '../../model/ids.js';
import { Outcome } from '../../model/outcome.js';
import { StoreUnavailable, type ClaimStore } from './claim-store.js';

/** A route as its records know it. */
export interface RouteName {
  readonly name: string;
  readonly schemeName: string;
}

/** @returns how the delivery ends if its id is another route's. */
export type ForeignId = (
  route: string,
  id: string,
  onStoreOutage: 'refuse' | 'forward',
) => Promise<Outcome | undefined>;

/** @param routes those for which the gateway makes the ids */
export function createForeignId(
  store: Pick<ClaimStore, 'look'>,
  routes: () => readonly RouteName[],
): ForeignId {
  return async function foreignId(route, id, onStoreOutage) {
    if (!looksMade(id)) return undefined;
    const others = routes().filter(({ name }) => name !== route);
    try {
      // Asked in one turn, they go out together.
      const records = await Promise.all(
        others.map(({ name, schemeName }) => store.look(recordKeyOf(name, schemeName, id))),
      );
      const known = records.some(({ state }) => state !== 'absent');
      return known ? new Outcome('malformed', { reason: 'foreign_id' }) : undefined;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (onStoreOutage === 'refuse') return new Outcome('store_unavailable', { reason: error.reason });
      return undefined;
    }
  };
}
