/**
 * Schemes that sign alike and differ in the names of their headers. A delivery of any of them is read as one of the first,
 * so its ids, times and identity do not depend on the names that it came with.
 */
import type { RawHeaders } from '../../model/delivery.js';
import type { Scheme, ShapedPlace } from '../spec.js';
import { headerOf } from './headers.js';

/** A scheme with its header names taken out: `#0`, `#1` … stand in their places. The signature's is the first. */
export interface Skeleton {
  /** Lower case, each once. */
  readonly headers: readonly string[];
  /** What is left, by what people call it. */
  readonly parts: Readonly<Record<string, unknown>>;
}

export function skeletonOf(scheme: Scheme): Skeleton {
  const { signature = {}, time, requires = {}, idHeader, sourceId, event = [], bodyDigest } = scheme;
  const { header, content, entries, algorithm, algorithmHeader, jwt, jws, message, ...form } = signature;
  const headers: string[] = [];
  function slot(name: string): string {
    const lower = name.toLowerCase();
    if (!headers.includes(lower)) headers.push(lower);
    return `#${headers.indexOf(lower)}`;
  }
  function placed(place: ShapedPlace): unknown {
    return 'header' in place ? { ...place, header: slot(place.header) } : place;
  }
  const place = header && slot(header);
  const { tags, ...list } = entries ?? {};
  const { key = 'utf8', identity, handshakes, bodyHash, jsonField, bodyMustBeJson, bodyMustBeText } = scheme;
  const parts = {
    'the form of the key': key,
    'the algorithm': [
      algorithm,
      tags,
      jwt,
      jws,
      message,
      algorithmHeader && { ...algorithmHeader, header: slot(algorithmHeader.header) },
    ],
    'how the signature is written': [place, form, list],
    'what is signed': content?.replace(/\{header:([^}?]+)/g, (_all, name: string) => `{header:${slot(name)}`),
    'the signed time': time && { ...time, header: time.header && slot(time.header), tolerance: undefined },
    'the message id': idHeader && slot(idHeader),
    'what must come along': Object.entries(requires).map(([name, value]) => [slot(name), value]),
    'what the body must be': [bodyHash, jsonField, bodyMustBeJson, bodyMustBeText],
    'the digest of the body': bodyDigest && { ...bodyDigest, header: slot(bodyDigest.header) },
    'the event’s name': event.map(placed),
    'the provider’s id': sourceId && placed(sourceId),
    'the identity': identity,
    'the handshakes': handshakes,
  };
  return { headers, parts };
}

/** @returns a delivery's headers as the first scheme names them; undefined where two families disagree. */
export type InFirstFamily = (raw: RawHeaders) => RawHeaders | undefined;

/** @param schemes alike (rules/alike.ts) */
export function createFamilies(schemes: readonly Scheme[]): InFirstFamily {
  const families = schemes.map((scheme) => skeletonOf(scheme).headers);
  const [own = []] = families;

  return function inFirstFamily(raw) {
    const values = families.map((names) => names.map((name) => headerOf(raw, name)));
    const found = values.findIndex(carriesSignature);
    if (found < 0) return raw;
    const chosen = values[found] ?? [];
    // Whatever else came along of another family must say the same.
    const disagree = values.some((others) =>
      others.some((value, i) => value !== undefined && value !== chosen[i]),
    );
    if (disagree) return undefined;
    return found === 0 ? raw : renamed(raw, families[found] ?? [], own);
  };
}

/** @returns the place of the scheme whose headers a delivery has, among those that read it; -1 if it has none's */
export function createFamilyFinder(schemes: readonly Scheme[]): (raw: RawHeaders) => number {
  const signatures = schemes.map((scheme) => skeletonOf(scheme).headers.slice(0, 1));
  return (raw) => signatures.findIndex((names) => carriesSignature(names.map((name) => headerOf(raw, name))));
}

/** @param values of a family's headers; the signature's is the first */
function carriesSignature([signature]: readonly unknown[]): boolean {
  return signature !== undefined;
}

function renamed(raw: RawHeaders, from: readonly string[], to: readonly string[]): RawHeaders {
  const headers: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i], raw[i + 1]];
    const at = from.indexOf(name.toLowerCase());
    // Of the first family nothing but the same can have come.
    if (at >= 0) headers.push(to[at] ?? name, value);
    else if (!to.includes(name.toLowerCase())) headers.push(name, value);
  }
  return headers;
}
