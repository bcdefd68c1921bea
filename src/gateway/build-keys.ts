/** How a route gets the keys of its source, where those come from elsewhere. */
import type { RouteConfig } from '../config/config.js';
import { createFindKeys } from '../line/keys/find-keys.js';
import { createAsk } from '../line/keys/key-asker.js';
import type { FetchKey } from '../line/keys/key-fetch.js';
import { KeyStore, type KeyResult } from '../line/keys/key-store.js';
import { NewIds } from '../line/keys/new-ids.js';
import type { Source } from '../line/route.js';
import { OUTCOMES } from '../model/outcome.js';
import type { MonotonicClock } from '../model/time.js';
import { answererOf } from '../policy/verdict.js';
import type { Verifier } from '../schemes/engine/verify.js';
import { createAskForKey } from '../schemes/keys/asked.js';
import { readRoots } from '../schemes/keys/certificates.js';
import { createConfirmReader } from '../schemes/keys/pin.js';
import type { Scheme } from '../schemes/spec.js';

/** What all routes share of it, over reloads. */
export class ForeignKeys {
  readonly store: KeyStore;
  readonly now: MonotonicClock;
  readonly fetchKey: FetchKey;
  readonly note: (route: string, result: KeyResult) => void;
  readonly #newIds = new Map<string, NewIds>();

  constructor(now: MonotonicClock, fetchKey: FetchKey, note: ForeignKeys['note']) {
    this.store = new KeyStore(now);
    this.now = now;
    this.fetchKey = fetchKey;
    this.note = note;
  }

  /** @param routes the names of those that there are still */
  retain(routes: ReadonlySet<string>): void {
    for (const name of this.#newIds.keys()) if (!routes.has(name)) this.#newIds.delete(name);
  }

  newIdsOf(route: string): NewIds {
    const found = this.#newIds.get(route) ?? new NewIds();
    this.#newIds.set(route, found);
    return found;
  }
}

export function buildKeys(
  { name, source }: Pick<RouteConfig, 'name' | 'source'>,
  verify: Verifier,
  shared: ForeignKeys,
): Pick<Source, 'findKeys' | 'confirm'> {
  const { scheme, owner, keyRoots, keyAccess } = source;
  const { keys } = scheme;
  if (!keys) return { findKeys: undefined, confirm: undefined };
  const roots = keyRoots === undefined ? undefined : readRoots(keyRoots);
  const access = keyAccess && { id: keyAccess.id.value, secret: keyAccess.secret.value };
  const { fetchKey, now, store } = shared;
  const findKeys = createFindKeys({
    ...{ scheme, verify, store },
    askForKey: createAskForKey(scheme, owner, roots),
    asker: {
      rules: { layout: keys.layout, roots },
      ask: createAsk(keys, access, fetchKey, now),
      newIds: shared.newIdsOf(name),
      waiting: 0,
      note: (result) => {
        shared.note(name, result);
      },
      // Another reading or another customer's access is another key.
      scope: JSON.stringify([keys, keyRoots, access]),
    },
    retryStatus: answererOf(scheme.statuses)('retry', OUTCOMES.key_unavailable.status),
  });
  return { findKeys, confirm: createConfirm(scheme, fetchKey) };
}

function createConfirm({ handshakes = [], keys }: Scheme, fetchKey: FetchKey): Source['confirm'] {
  if (handshakes.every(({ confirms }) => confirms === undefined)) return undefined;
  const read = createConfirmReader(keys);
  return async (address) => {
    const url = read(address);
    const answer = url && (await fetchKey({ address: url.href }));
    return answer !== undefined && answer.status >= 200 && answer.status < 300;
  };
}
