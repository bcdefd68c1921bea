/** Step: is the delivery genuine and fresh? Nothing before this step may touch the store or the receiver. */
import type { Delivery, RawHeaders } from '../model/delivery.js';
import { OUTCOMES, Outcome, type OutcomeCode } from '../model/outcome.js';
import type { Trail } from '../model/trail.js';
import { inflateVerified } from './content-encoding.js';
import type { Route, Source } from './route.js';
import { informationHeader } from '../schemes/engine/headers.js';
import { fitEvent, readEvent, readPointer, readSourceId } from '../schemes/engine/read.js';
import type { Scheme } from '../schemes/spec.js';
import { readTime } from '../schemes/text/time-text.js';
import type { Key } from '../schemes/engine/keys.js';
import { Refusal, type RefusalReason, type Verified } from '../schemes/engine/verify.js';

const OUTCOME_OF: Readonly<Record<RefusalReason, OutcomeCode>> = {
  missing_signature: 'missing_signature',
  missing_time: 'missing_signature',
  missing_id: 'missing_signature',
  repeated_header: 'malformed',
  conflicting_headers: 'malformed',
  unreadable_signature: 'malformed',
  unreadable_time: 'malformed',
  unreadable_id: 'malformed',
  unreadable_event: 'malformed',
  query_unexpected: 'malformed',
  form_incomplete: 'malformed',
  border_in_value: 'malformed',
  json_too_deep: 'malformed',
  unknown_version: 'invalid_signature',
  body_not_json: 'invalid_signature',
  body_not_text: 'invalid_signature',
  mismatch: 'invalid_signature',
  missing_key_id: 'missing_signature',
  unreadable_key_id: 'malformed',
  key_unpinned: 'invalid_signature',
  unknown_key: 'invalid_signature',
  certificate_refused: 'invalid_signature',
  owner_mismatch: 'invalid_signature',
  too_old: 'stale',
  too_new: 'stale',
};

/** @param keys from elsewhere, if the scheme's come from there */
export function verify(
  route: Route,
  delivery: Delivery,
  trail: Trail,
  keys?: readonly Key[],
): Verified | Outcome {
  const { source } = route;
  const checked = source.verify(delivery, keys);
  if (checked instanceof Refusal) return refusedAs(checked.reason, source.scheme);
  const verified = source.contentEncoding === 'signed-compressed' ? inflateVerified(checked, route) : checked;
  if (verified instanceof Outcome) return verified;
  trail.secret = source.secretNames[verified.secretIndex];
  trail.scheme = source.cameUnder(delivery.rawHeaders);
  if (verified.signedAt !== undefined) {
    trail.timestampAge = (delivery.receivedAt - verified.signedAt) / 1000;
  }
  trail.sourceId = readSourceId(source.scheme, verified);
  const event = readEvent(source.scheme, verified);
  trail.event = fitEvent(event);
  trail.eventMismatch = source.contradicts(delivery.rawHeaders, event);
  if (source.maxAge !== undefined && tooOld(source.scheme, verified, source.maxAge)) {
    return new Outcome('stale', { reason: 'body_too_old' });
  }
  return verified;
}

/** Why no body could make the delivery genuine, told by its headers; undefined where the body must be read. */
export function refuseByHead({ source }: Route, { method, rawHeaders }: Head): Outcome | undefined {
  // A GET has no body to spare, and its question may come unsigned.
  if (method === undefined || method === 'GET' || !source.delivers(method)) return undefined;
  const reason = source.refusesHead?.(rawHeaders);
  return reason && refusedAs(reason, source.scheme);
}

type Head = { readonly method?: string | undefined; readonly rawHeaders: RawHeaders };

/** How a delivery ends that is refused for a reason. */
export function refusedAs(reason: RefusalReason, { refusal }: Scheme): Outcome {
  const code = OUTCOME_OF[reason];
  const status = refusal !== undefined && OUTCOMES[code].status === 401 ? { status: refusal } : {};
  return new Outcome(code, { reason, ...status });
}

/** For a scheme whose signed body names the event: whether the unsigned event header says something else. */
export function createContradiction({ event: places = [], writes = {} }: Scheme): Source['contradicts'] {
  if (!places.some((place) => 'json' in place)) return () => false;
  const names = Object.entries(writes)
    .filter(([, template]) => template === '{event}')
    .map(([name]) => name.toLowerCase());
  return (rawHeaders, event) => {
    for (const name of names) {
      const said = informationHeader(rawHeaders, name);
      if (said !== undefined && said !== event) return true;
    }
    return false;
  };
}

/** A body without a readable time is not refused for its age: nothing says it is old. */
function tooOld(scheme: Scheme, verified: Verified, maxAge: number): boolean {
  const { envelope } = scheme;
  const pointer = scheme.bodyTime ?? (envelope?.time === undefined ? undefined : `/${envelope.time}`);
  const text = pointer === undefined ? undefined : readPointer(verified, pointer);
  const at = text === undefined ? undefined : readTime(text, ['iso', 's', 'ms']);
  return at !== undefined && verified.delivery.receivedAt - at > maxAge;
}
