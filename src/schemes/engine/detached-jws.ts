/**
 * Detached JSON Web Signatures (RFC 7515, appendix F): `header..signature` in a header, over what the scheme's content
 * says. Its algorithm counts only out of the scheme's list, and no critical extension but that of RFC 7797 is known.
 */
import type { Jws, JwsAlgorithm } from '../spec.js';
import { joinContent, type Part } from './content.js';
import type { SignedInput } from './input.js';
import type { Key } from './keys.js';
import { JWS_ALGORITHMS, rawHolds, rawSign, strictBytes } from './raw-signature.js';

export type JwsRefusal = 'unreadable_signature' | 'unknown_version' | 'mismatch';

const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/;
/** Of its header; certificates in it are nobody's here. */
const LONGEST_HEADER = 8192;

/** @returns the index of the key that fits, or why none does */
export function verifyJws(
  spec: Jws,
  text: string,
  keys: readonly Key[],
  parts: readonly Part[],
  input: SignedInput,
): number | JwsRefusal {
  const [, head = '', given = ''] = DETACHED.exec(text) ?? [];
  const header = jwsHeaderOf(text);
  const signature = strictBytes(given);
  if (!header || !signature) return 'unreadable_signature';
  const algorithm = spec.algorithms.find((name) => name === header['alg']);
  if (algorithm === undefined || !isAsSaid(spec, header)) return 'unknown_version';
  const content = signingInput(spec, head, parts, input);
  if (!content) return 'mismatch';
  const index = keys.findIndex((key) => rawHolds(key, JWS_ALGORITHMS[algorithm], content, signature));
  return index < 0 ? 'mismatch' : index;
}

/** The header of a detached JWS, before anything is proved; undefined where it cannot be read. */
export function jwsHeaderOf(text: string): Record<string, unknown> | undefined {
  const [, head = ''] = DETACHED.exec(text) ?? [];
  return head.length > LONGEST_HEADER ? undefined : readHeader(head);
}

/** @param listed the member of the header that names signed headers, with those names
 * @returns undefined if the key cannot sign, or a value of the content is missing */
export function writeJws(
  spec: Jws,
  key: Key,
  parts: readonly Part[],
  input: SignedInput,
  listed: Readonly<Record<string, string>> = {},
): string | undefined {
  const algorithm = spec.algorithms.find((name) => rawSign(key, JWS_ALGORITHMS[name], Buffer.alloc(0)));
  if (algorithm === undefined) return undefined;
  const head = Buffer.from(JSON.stringify({ ...headerOf(spec, algorithm), ...listed })).toString('base64url');
  const content = signingInput(spec, head, parts, input);
  const signature = content && rawSign(key, JWS_ALGORITHMS[algorithm], content);
  return signature && `${head}..${signature.toString('base64url')}`;
}

function headerOf({ members, b64 }: Jws, alg: JwsAlgorithm): object {
  return { alg, ...members, ...(b64 === false && { b64, crit: ['b64'] }) };
}

/** Whether the payload is encoded as the scheme says, and the members with a fixed value have it. */
function isAsSaid({ b64 = true, members = {} }: Jws, header: Record<string, unknown>): boolean {
  const { crit } = header;
  const isPlain = b64 && crit === undefined && (header['b64'] ?? true) === true;
  const isBare =
    !b64 && header['b64'] === false && Array.isArray(crit) && crit.length === 1 && crit[0] === 'b64';
  return (isPlain || isBare) && Object.entries(members).every(([name, value]) => header[name] === value);
}

function signingInput(
  { b64 = true }: Jws,
  head: string,
  parts: readonly Part[],
  input: SignedInput,
): Buffer | undefined {
  const content = joinContent(parts, input);
  if (!content) return undefined;
  const payload = b64 ? Buffer.from(content.toString('base64url'), 'latin1') : content;
  return Buffer.concat([Buffer.from(`${head}.`, 'latin1'), payload]);
}

function readHeader(text: string): Record<string, unknown> | undefined {
  const bytes = strictBytes(text);
  if (!bytes) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
