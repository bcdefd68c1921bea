/** A header with the digest of the body: written, and computed anew and compared where a delivery brings one. */
import type { BodyDigest, DigestAlgorithm } from '../spec.js';
import { digestOf } from './body-digest.js';
import { sameText } from './digest.js';
import { REPEATED, headerOf } from './headers.js';
import type { SignedInput } from './input.js';
import { canonical } from './signatures.js';

/** The header's value for a body. */
export function writeDigestHeader(spec: BodyDigest, body: Buffer): string {
  const { form = 'plain', algorithms, encoding = 'hex', prefix = '' } = spec;
  const [algorithm = 'sha256'] = algorithms;
  if (form === 'plain') return prefix + digestOf(algorithm, body, encoding);
  const digest = digestOf(algorithm, body, 'base64');
  return form === 'digest'
    ? `${LISTED[algorithm].toUpperCase()}=${digest}`
    : `${LISTED[algorithm]}=:${digest}:`;
}

/** The algorithms' names in lists; the older one calls SHA-1 SHA, and its names are of either case. */
const LISTED: Readonly<Record<DigestAlgorithm, string>> = {
  sha1: 'sha',
  sha256: 'sha-256',
  sha384: 'sha-384',
  sha512: 'sha-512',
};

/** Whether the header is the body's digest. It must be there once. */
export function digestHeaderHolds(spec: BodyDigest, { rawHeaders, body }: SignedInput): boolean {
  const value = headerOf(rawHeaders, spec.header.toLowerCase());
  if (value === undefined || value === REPEATED) return false;
  const { form = 'plain', algorithms, encoding = 'hex', prefix = '' } = spec;
  if (form === 'plain') {
    const given = value.startsWith(prefix) ? canonical(encoding, value.slice(prefix.length)) : undefined;
    const [algorithm = 'sha256'] = algorithms;
    return (
      given !== undefined && sameText(canonical(encoding, digestOf(algorithm, body, encoding)) ?? '', given)
    );
  }
  const listed = form === 'digest' ? readDigest(value) : readContentDigest(value);
  if (!listed) return false;
  const known = algorithms.filter((algorithm) => listed.has(LISTED[algorithm]));
  return (
    known.length > 0 &&
    known.every((algorithm) =>
      sameText(digestOf(algorithm, body, 'base64'), listed.get(LISTED[algorithm]) ?? ''),
    )
  );
}

/** More digests than there are algorithms are an attempt to make us work. */
const MOST_LISTED = 8;

/** RFC 3230, section 4.3.2. */
function readDigest(value: string): ReadonlyMap<string, string> | undefined {
  return readList(value, /^([A-Za-z0-9-]+)=([A-Za-z0-9+/]+={0,2})$/);
}

/** RFC 9530, section 2: a dictionary of byte sequences (RFC 8941), without parameters. */
function readContentDigest(value: string): ReadonlyMap<string, string> | undefined {
  return readList(value, /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]+={0,2}):$/);
}

/** @returns undefined if an entry is not of the form, or an algorithm comes twice */
function readList(value: string, entry: RegExp): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const text of value.split(',', MOST_LISTED + 1)) {
    const [, name = '', digest = ''] = entry.exec(text.replace(/^[ \t]+|[ \t]+$/g, '')) ?? [];
    const lower = name.toLowerCase();
    if (lower === '' || found.has(lower) || found.size === MOST_LISTED) return undefined;
    found.set(lower, digest);
  }
  return found;
}
