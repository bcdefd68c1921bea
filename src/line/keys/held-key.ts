/** What an answer of a host of keys came to, and how long it stands. */
import type { X509Certificate } from 'node:crypto';
import type { Key } from '../../schemes/engine/keys.js';
import type { RefusalReason } from '../../schemes/engine/presentation.js';
import { certifiedKey, readCertificates, type CertifiedKey } from '../../schemes/keys/certificates.js';
import { readKeySet, readOneKey, type KeySet } from '../../schemes/keys/documents.js';
import type { AskedKey } from '../../schemes/keys/asked.js';
import type { KeyLayout } from '../../schemes/spec.js';
import type { EpochMs } from '../../model/time.js';
import type { KeyAnswer } from './key-fetch.js';

/** `none`: the host answered, and has none. */
export type Held =
  | { readonly kind: 'set'; readonly set: KeySet }
  | { readonly kind: 'one'; readonly key: Key }
  | { readonly kind: 'certificate'; readonly certified: CertifiedKey }
  | { readonly kind: 'none'; readonly reason: RefusalReason };

export interface ReadingRules {
  readonly layout?: KeyLayout | undefined;
  readonly roots?: readonly X509Certificate[] | undefined;
}

/** Statuses by which a host says that it has no such key. Any other may be about us, such as the access that we have. */
const HAS_NONE: readonly number[] = [404, 410];

/** @returns why there is nothing to hold */
export function readHeld(
  { kind }: Pick<AskedKey, 'kind'>,
  answer: KeyAnswer | undefined,
  { layout, roots }: ReadingRules,
): Held | 'away' | 'unreadable' {
  if (!answer) return 'away';
  const { status, body } = answer;
  const isOfOne = kind === 'one' || kind === 'certificate';
  if (isOfOne && HAS_NONE.includes(status)) return { kind: 'none', reason: 'unknown_key' };
  if (status !== 200) return 'away';
  if (kind === 'certificate') return readCertificate(body, roots);
  if (kind === 'one') {
    const key = readOneKey(body, layout);
    return key ? { kind, key } : 'unreadable';
  }
  const set = readKeySet(body, layout);
  return set ? { kind: 'set', set } : 'unreadable';
}

function readCertificate(body: Buffer, roots: ReadingRules['roots']): Held | 'unreadable' {
  const certificates = readCertificates(body.toString('latin1'));
  if (!certificates) return 'unreadable';
  const certified = certifiedKey(certificates, { roots });
  return certified ? { kind: 'certificate', certified } : { kind: 'none', reason: 'certificate_refused' };
}

/** The keys of an id, or why there are none. @param at when the delivery came */
export function pickKeys(held: Held, id: string | undefined, at: EpochMs): readonly Key[] | RefusalReason {
  switch (held.kind) {
    case 'none':
      return held.reason;
    case 'one':
      return [held.key];
    case 'certificate': {
      const { key, from, until } = held.certified;
      return from <= at && at <= until ? [key] : 'certificate_refused';
    }
    case 'set': {
      const { all, byId } = held.set;
      return id === undefined ? all : (byId.get(id) ?? 'unknown_key');
    }
  }
}

const MINUTE = 60_000;
const SHORTEST = 5 * MINUTE;
const USUAL = 60 * MINUTE;
const LONGEST = 24 * 60 * MINUTE;
/** What a host has none of is asked for again after this time. */
const NONE_STANDS = 10 * MINUTE;

/** Milliseconds that what is held is taken for fresh. */
export function lifetimeOf(held: Held, maxAge: number | undefined): number {
  if (held.kind === 'none') return NONE_STANDS;
  return maxAge === undefined ? USUAL : Math.min(Math.max(maxAge * 1000, SHORTEST), LONGEST);
}
