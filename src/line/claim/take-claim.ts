/**
 * What a delivery is the same as, and the claim on it: the keys of its records are made here alone, so whoever shares a
 * store with the gateway (the library's dedupe helper) knows its records.
 */
import { hash } from 'node:crypto';
import { allowanceKeyOf, idNoteKeyOf, messageIdOf, recordKeyOf, type RandomHex } from '../../model/ids.js';
import { Outcome } from '../../model/outcome.js';
import type { MonotonicMs } from '../../model/time.js';
import { bodyHash, readIdentity } from '../../schemes/engine/read.js';
import type { Verified } from '../../schemes/engine/verify.js';
import type { Route, Source } from '../route.js';
import type { Claim } from './claim-store.js';
import type { Claims } from './claims.js';
import { noClaim } from './no-claim.js';
import type { BodyLabel, ClaimTrail } from './own-claim.js';

/** What its records know of a route. */
export interface ClaimingRoute extends Pick<Route, 'name' | 'dedupe' | 'labelOf' | 'tellApart'> {
  readonly source: Pick<Source, 'scheme' | 'schemeName' | 'answerTo'>;
}

/** A body's labels lie together under a hash of it; a label is hashed too, because anybody may have written it. */
export function labelOfBody(
  { name, source, labelOf }: ClaimingRoute,
  verified: Verified,
  messageId: string,
): BodyLabel | undefined {
  const label = labelOf?.(verified);
  if (!label) return undefined;
  return {
    body: recordKeyOf(name, source.schemeName, `labels:${bodyHash(verified)}`),
    label: recordKeyOf(name, source.schemeName, `label:${label.value}`),
    places: label.places,
    allowance: allowanceKeyOf(name, source.schemeName, messageId),
  };
}

interface Identified {
  readonly messageId: string;
  /** Of its record. */
  readonly key: string;
}

/** What a delivery is the same as, or an Outcome if its URL holds what may not go on. */
export function identify(
  route: ClaimingRoute,
  verified: Verified,
  randomHex: RandomHex,
): Identified | Outcome {
  const { source, dedupe, name, tellApart } = route;
  const apart = tellApart?.(verified.delivery) ?? '';
  if (apart instanceof Outcome) return apart;
  const own = readIdentity(source.scheme, verified, dedupe?.key ?? 'default', randomHex);
  // Of one length, so that nothing moves over its end.
  const identity = apart === '' ? own : `to:${hash('sha256', apart, 'hex')}\0${own}`;
  const messageId = verified.signedId ?? messageIdOf(name, identity);
  // For routes that do not deduplicate no two deliveries are the same.
  return { messageId, key: dedupe ? keyOf(route, verified, identity, messageId) : randomHex(16) };
}

/** The record's key. */
function keyOf(
  { name, source }: ClaimingRoute,
  verified: Verified,
  identity: string,
  messageId: string,
): string {
  // An id that was made of the identity says the same, and leads an operator who knows it to the record.
  return recordKeyOf(name, source.schemeName, verified.signedId === undefined ? messageId : identity);
}

interface Taken {
  readonly key: string;
  readonly messageId: string;
  readonly trail: ClaimTrail;
  readonly answerBy: MonotonicMs;
  readonly label: BodyLabel | undefined;
}

export function takeClaim(
  claims: Claims,
  { dedupe, name, source }: ClaimingRoute,
  verified: Verified,
  { key, messageId, trail, answerBy, label }: Taken,
): Promise<Claim | Outcome> | Claim {
  if (!dedupe) return noClaim(key);
  const signed = verified.signedId !== undefined;
  return claims.take({
    key,
    window: dedupe.window,
    onStoreOutage: dedupe.onStoreOutage,
    trail,
    answerBy,
    idNote: signed ? { key: idNoteKeyOf(name, source.schemeName, messageId), record: key } : undefined,
    label,
    retryStatus: source.answerTo('retry'),
  });
}
