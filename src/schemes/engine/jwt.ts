/**
 * Signatures that are a JWT. Only the algorithms in the scheme's own list count, so a token cannot ask for another one,
 * and none of a critical extension (RFC 7515, `crit`): nothing here understands one.
 */
import { createHash } from 'node:crypto';
import { duration } from '../../model/units.js';
import { sameText } from './digest.js';
import type { SignedInput } from './input.js';
import type { Key } from './keys.js';
import { JWS_ALGORITHMS, rawHolds, rawSign, strictBytes } from './raw-signature.js';
import type { ClaimHash, Jwt, JwtAlgorithm } from '../spec.js';
import type { EpochMs } from '../../model/time.js';

/** Clocks differ: how far a token's times may miss ours, in seconds. */
export const LEEWAY_S = 30;
/** Validity of a token we write. */
const LIFETIME_S = 300;

/** How far a token's times may miss, in seconds: `past` for those that are over, `future` for those to come. */
export interface Leeway {
  readonly past: number;
  readonly future: number;
}

export type JwtRefusal = 'unreadable_signature' | 'unknown_version' | 'mismatch' | 'too_old' | 'too_new';

const TOKEN = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * @param now epoch milliseconds
 * @param leeway default LEEWAY_S either way, and none for the token's age
 * @returns the index of the key that fits, or why none does
 */
export function verifyJwt(
  spec: Jwt,
  token: string,
  keys: readonly Key[],
  input: SignedInput,
  now: EpochMs,
  leeway?: Leeway,
): number | JwtRefusal {
  const [, head = '', payload = '', signature = ''] = TOKEN.exec(token) ?? [];
  const header = decodePart(head);
  if (!header) return 'unreadable_signature';
  const algorithm = algorithmsOf(spec).find((name) => name === header['alg']);
  // What a token calls critical, nothing here understands (RFC 7515, section 4.1.11).
  if (algorithm === undefined || header['crit'] !== undefined) return 'unknown_version';
  if (spec.type !== undefined && mediaTypeOf(header['typ']) !== spec.type) return 'unknown_version';
  const index = keys.findIndex((key) => holds(key, algorithm, `${head}.${payload}`, signature));
  const claims = decodePart(payload);
  if (index < 0 || !claims) return 'mismatch';
  for (const [name, value] of Object.entries(spec.claims ?? {})) {
    if (claims[name] !== value) return 'mismatch';
  }
  for (const [name, value] of Object.entries(spec.optionalClaims ?? {})) {
    if (claims[name] !== undefined && claims[name] !== value) return 'mismatch';
  }
  if (spec.url !== undefined && (input.url === undefined || claims[spec.url] !== input.url))
    return 'mismatch';
  for (const [name, hash] of Object.entries(spec.hashes)) {
    if (!hashHolds(claims[name], hash, input)) return 'mismatch';
  }
  return freshness(spec, claims, Math.floor(now / 1000), leeway) ?? index;
}

/** RFC 7515: `application/` may be left out, and letters count in either case. */
function mediaTypeOf(typ: unknown): string | undefined {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined;
}

/** The claims of a token, whoever wrote it. @returns undefined if it is none */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  return decodePart(TOKEN.exec(token)?.[2] ?? '');
}

/** The same of its header, up to the length that genuine ones have. */
export function tokenHeaderOf(token: string): Record<string, unknown> | undefined {
  const head = TOKEN.exec(token)?.[1] ?? '';
  return head.length > MAX_HEADER ? undefined : decodePart(head);
}

/** Three certificates and more. */
const MAX_HEADER = 16_384;

/** @returns the token, or undefined if the key is not for it. */
export function writeJwt(
  spec: Jwt,
  key: Key,
  input: SignedInput,
  id: string,
  now: EpochMs,
): string | undefined {
  const at = Math.floor(now / 1000);
  const times = { iat: at, nbf: at, exp: at + LIFETIME_S };
  const claims: Record<string, unknown> = { ...spec.claims, ...spec.optionalClaims, ...times, jti: id };
  if (spec.url !== undefined) {
    if (input.url === undefined) return undefined;
    claims[spec.url] = input.url;
  }
  for (const [name, hash] of Object.entries(spec.hashes)) {
    const value = hashOf(hash, input);
    if (value === undefined) return undefined;
    if (!(hash.unlessEmpty && input.body.length === 0)) claims[name] = value;
  }
  const [algorithm = 'HS256'] = algorithmsOf(spec);
  const unsigned = `${encodePart({ alg: algorithm, typ: 'JWT' })}.${encodePart(claims)}`;
  const signature = signPart(key, algorithm, unsigned);
  return signature === undefined ? undefined : `${unsigned}.${signature}`;
}

function freshness(
  spec: Jwt,
  claims: Record<string, unknown>,
  now: number,
  leeway: Leeway | undefined,
): JwtRefusal | undefined {
  const { exp, nbf, iat } = claims;
  const { past, future } = leeway ?? { past: LEEWAY_S, future: LEEWAY_S };
  if (exp !== undefined && !(typeof exp === 'number' && now <= exp + past)) return 'too_old';
  if (nbf !== undefined && !(typeof nbf === 'number' && now >= nbf - future)) return 'too_new';
  if (spec.maxAge === undefined) return undefined;
  const oldest = duration(spec.maxAge) / 1000 + (leeway?.past ?? 0);
  if (typeof iat !== 'number' || now - iat > oldest) return 'too_old';
  return iat - now > future ? 'too_new' : undefined;
}

function hashHolds(claim: unknown, hash: ClaimHash, input: SignedInput): boolean {
  if (claim === undefined && hash.unlessEmpty) return input.body.length === 0;
  const expected = hashOf(hash, input);
  if (typeof claim !== 'string' || expected === undefined) return false;
  return sameText(expected, hash.encoding === 'base64url' ? claim.replace(/={1,2}$/, '') : claim);
}

function hashOf({ of, encoding }: ClaimHash, { body, url }: SignedInput): string | undefined {
  const bytes = of === 'body' ? body : url;
  return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest(encoding);
}

export function isSharedAlgorithm(algorithm: JwtAlgorithm): boolean {
  return algorithm.startsWith('HS');
}

/** @param signature base64url, in its one spelling; whoever gave the key may have said what it is for */
function holds(key: Key, algorithm: JwtAlgorithm, text: string, signature: string): boolean {
  if (key.kind === 'pair' && (key.algorithm ?? algorithm) !== algorithm) return false;
  const bytes = strictBytes(signature);
  return bytes !== undefined && rawHolds(key, JWS_ALGORITHMS[algorithm], Buffer.from(text), bytes);
}

function signPart(key: Key, algorithm: JwtAlgorithm, text: string): string | undefined {
  return rawSign(key, JWS_ALGORITHMS[algorithm], Buffer.from(text))?.toString('base64url');
}

function algorithmsOf({ algorithms = ['HS256'] }: Jwt): readonly JwtAlgorithm[] {
  return algorithms;
}

function encodePart(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decodePart(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
