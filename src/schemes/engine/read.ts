/**
 * What a verified delivery says about itself: event, ids, signed body time, and the identity that makes a duplicate.
 */
import { hash } from 'node:crypto';
import type { RandomHex } from '../../model/ids.js';
import { signsCanonical, signsMethod } from '../rules/template.js';
import { formReadingOf, signedUrlText } from './content.js';
import { fitsHeader, informationHeader } from './headers.js';
import { signedObjects, signedPlaces } from './signed-places.js';
import type { Place, Scheme } from '../spec.js';
import type { Verified } from './verify.js';

/** A scalar of the document; an empty text says as little as none. */
export function readPointer(verified: Verified, pointer: string): string | undefined {
  return verified.scalarAt(pointer) || undefined;
}

export function readPlace(verified: Verified, place: Place): string | undefined {
  if ('header' in place) return informationHeader(verified.delivery.rawHeaders, place.header.toLowerCase());
  return 'json' in place ? readPointer(verified, place.json) : verified.fieldAt(place.field) || undefined;
}

/** The event's name, as it stands in the first place that has one; it may hold anything. */
export function readEvent(scheme: Scheme, verified: Verified): string | undefined {
  for (const place of scheme.event ?? []) {
    const event = readPlace(verified, place);
    if (event !== undefined) return event;
  }
  return undefined;
}

/** The same, fit to be a header's value and a word of the log. */
export function fitEvent(event: string | undefined): string | undefined {
  return event !== undefined && fitsHeader(event) ? event : undefined;
}

/** The provider's own id, for people: not all schemes sign it. */
export function readSourceId(scheme: Scheme, verified: Verified): string | undefined {
  const id = scheme.sourceId && readPlace(verified, scheme.sourceId);
  return id !== undefined && fitsHeader(id) ? id : undefined;
}

/** The operator's own choice of identity (`dedupe.key`), or a part of it. */
export type IdentityKey = 'default' | Place;

export function bodyHash(verified: Verified): string {
  return hash('sha256', verified.delivery.body, 'hex');
}

/**
 * What makes two deliveries the same one. An id that is missing falls back to the body: equal bodies are then one
 * delivery, different ones never are. Parts are tagged, so an id cannot pass for a body's hash. Of a list of keys all
 * count, each with its length before it, so that nothing moves from one to the next.
 */
export function readIdentity(
  scheme: Scheme,
  verified: Verified,
  key: IdentityKey | readonly IdentityKey[],
  randomHex: RandomHex,
): string {
  if (key === 'default') return schemeIdentity(scheme, verified, randomHex);
  if (!isList(key)) return keyIdentity(verified, key);
  const parts = key.map((one) => readIdentity(scheme, verified, one, randomHex));
  const [only = ''] = parts;
  return parts.length === 1 ? only : `keys:${parts.map((part) => `${part.length}:${part}`).join('\0')}`;
}

function isList(key: Place | readonly IdentityKey[]): key is readonly IdentityKey[] {
  return Array.isArray(key);
}

function keyIdentity(verified: Verified, key: Place): string {
  const value = readPlace(verified, key);
  return value === undefined ? `body:${bodyHash(verified)}` : `key:${value}`;
}

function schemeIdentity(scheme: Scheme, verified: Verified, randomHex: RandomHex): string {
  if (scheme.identity.length === 0) return `each:${randomHex(16)}`;
  let identity = methodIdentity(scheme, verified);
  for (const part of scheme.identity) {
    if (identity !== '') identity += '\0';
    if (part === 'id') {
      const id = signedId(scheme, verified);
      identity += id === undefined ? bodyIdentity(scheme, verified) : `id:${id}`;
    } else if (part === 'event') {
      identity += `event:${readEvent(scheme, verified) ?? ''}`;
    } else if (part === 'url') {
      identity += `url:${hash('sha256', signedUrlText(scheme.signature?.content, verified.url ?? ''), 'hex')}`;
    } else if (part === 'signed') {
      identity += `signed:${hash('sha256', JSON.stringify(signedValues(scheme, verified)), 'hex')}`;
    } else if (part === 'sourceId') {
      identity += `sourceId:${readSourceId(scheme, verified) ?? ''}`;
    } else if (part === 'time') {
      identity += `time:${String(verified.signedAt)}`;
    } else {
      identity += bodyIdentity(scheme, verified);
    }
  }
  return identity;
}

/** A signed method tells two events with equal bodies apart; POST, the usual one, goes without saying. */
function methodIdentity({ signature }: Scheme, { delivery: { method } }: Verified): string {
  return method !== 'POST' && signsMethod(signature) ? `method:${method}` : '';
}

/**
 * Where a form is signed by its fields, or JSON by its meaning, its spelling is nobody's: escapes, blanks and order could be
 * changed for ever anew.
 */
function bodyIdentity({ signature }: Scheme, verified: Verified): string {
  if (signature && signsCanonical(signature))
    return `json:${hash('sha256', verified.canonicalText ?? '', 'hex')}`;
  const reading = formReadingOf(signature?.content);
  const form = reading && verified.formText(reading);
  return form === undefined ? `body:${bodyHash(verified)}` : `form:${hash('sha256', form, 'hex')}`;
}

/** Values of the places that the signature names, of each item that carries a signature of its own. */
function signedValues(scheme: Scheme, verified: Verified): readonly (readonly (string | null)[])[] {
  const { each, json = '' } = scheme.signature ?? {};
  const places = signedPlaces(scheme);
  const objects = signedObjects(scheme);
  const valuesUnder = (item: string): readonly (string | null)[] => [
    ...places.map(
      (place) => readPlace(verified, 'json' in place ? { json: item + place.json } : place) ?? null,
    ),
    ...objects.map((pointer) => verified.membersAt(item + pointer) ?? null),
  ];
  if (each === undefined) return [valuesUnder('')];
  const items: (readonly (string | null)[])[] = [];
  // A verified item has its signature, so the first without one is behind the end.
  while (readPointer(verified, `${each}/${items.length}${json}`) !== undefined) {
    items.push(valuesUnder(`${each}/${items.length}`));
  }
  return items;
}

/** The id the signature covers: the signed header, or a value of the signed body; never an unsigned header. */
function signedId(scheme: Scheme, verified: Verified): string | undefined {
  if (verified.signedId !== undefined) return verified.signedId;
  return scheme.sourceId && !('header' in scheme.sourceId) ? readPlace(verified, scheme.sourceId) : undefined;
}
