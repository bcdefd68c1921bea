/** A store that a later version of the gateway laid out anew is neither read nor written. */
import type { StoreConfig } from '../config/config.js';
import type { Stores } from '../store/open.js';

/** @throws Error that says what was found and what to do (rejects) */
export async function refuseLayout(stores: Stores, { prefix }: StoreConfig): Promise<void> {
  // A store that is out says nothing, and each of its values says its own version later.
  const found = await stores.unknownLayout().catch(() => undefined);
  if (found === undefined) return;
  throw new Error(
    `a later version of the gateway wrote what lies in the store: ${prefix}:layout is ${found}, which this version does not know; start that version (or a later one), or take another store.prefix (docs/upgrading.md)`,
  );
}
