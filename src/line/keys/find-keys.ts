/**
 * Step, of routes alone whose keys come from elsewhere: which key does the delivery name, and is it in hand? Everything
 * that can be checked without the key is checked before, so that only what could be genuine makes us ask.
 */
import { Outcome } from '../../model/outcome.js';
import type { Key } from '../../schemes/engine/keys.js';
import { Refusal, type Verifier } from '../../schemes/engine/verify.js';
import type { AskForKey } from '../../schemes/keys/asked.js';
import type { Scheme } from '../../schemes/spec.js';
import type { FindKeys } from '../route.js';
import { refusedAs } from '../verify.js';
import { KeyUnavailable, type Asker, type FoundKeys, type KeyStore } from './key-store.js';

export interface FindKeysParts {
  readonly scheme: Scheme;
  readonly verify: Verifier;
  readonly askForKey: AskForKey;
  readonly store: KeyStore;
  readonly asker: Asker;
  /** The status that makes this source come again. */
  readonly retryStatus: number;
}

const NO_KEYS: readonly Key[] = [];

export function createFindKeys(parts: FindKeysParts): FindKeys {
  const { scheme, verify, askForKey, store, asker, retryStatus } = parts;
  function told(found: FoundKeys): readonly Key[] | Outcome {
    if (found instanceof KeyUnavailable) {
      return new Outcome('key_unavailable', { reason: found.reason, status: retryStatus });
    }
    return typeof found === 'string' ? refusedAs(found, scheme) : found;
  }
  return (delivery, { client }) => {
    const shape = verify(delivery, NO_KEYS);
    // With no key nothing holds: any other reason is about the shape.
    if (shape instanceof Refusal && shape.reason !== 'mismatch') return refusedAs(shape.reason, scheme);
    const asked = askForKey(delivery);
    if (typeof asked === 'string') return refusedAs(asked, scheme);
    if (!('kind' in asked)) return asked;
    const found = store.find(asked, asker, client, delivery.receivedAt);
    return found instanceof Promise ? found.then(told) : told(found);
  };
}
