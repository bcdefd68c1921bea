/**
 * HTTP message signatures (RFC 9421). A delivery says itself what it covers, so what it must cover at least is the
 * scheme's word; its algorithm counts only out of the scheme's list.
 */
import { duration } from '../../model/units.js';
import type { EpochMs } from '../../model/time.js';
import type { MessageAlgorithm, MessageSignature } from '../spec.js';
import { readSignatureHeader, readSignatureInput, type CoveredSignature } from '../text/signature-input.js';
import { REPEATED, headerOf } from './headers.js';
import type { SignedInput } from './input.js';
import { LEEWAY_S, type Leeway } from './jwt.js';
import type { Key } from './keys.js';
import { signatureBase } from './message-base.js';
import { MESSAGE_ALGORITHMS, rawHolds, rawSign } from './raw-signature.js';
import type { RefusalReason } from './refusal-reason.js';

export const SIGNATURE_INPUT = 'Signature-Input';

/**
 * @param text of the header with the signatures
 * @param leeway default LEEWAY_S either way
 * @returns the index of the key that fits, or why none does
 */
export function verifyMessage(
  spec: MessageSignature,
  text: string,
  keys: readonly Key[],
  input: SignedInput,
  now: EpochMs,
  leeway: Leeway = { past: LEEWAY_S, future: LEEWAY_S },
): number | RefusalReason {
  const described = headerOf(input.rawHeaders, SIGNATURE_INPUT.toLowerCase());
  if (described === undefined || described === '') return 'missing_signature';
  if (described === REPEATED) return 'repeated_header';
  const inputs = readSignatureInput(described);
  const signatures = readSignatureHeader(text);
  if (!inputs || !signatures) return 'unreadable_signature';
  const fitting = inputs.filter((one) => signatures.has(one.label) && covers(spec, one));
  if (fitting.length === 0) return 'unknown_version';
  let refusal: RefusalReason = 'mismatch';
  for (const one of fitting) {
    const index = matchingKey(spec, one, signatures.get(one.label) ?? Buffer.alloc(0), keys, input);
    if (index < 0) continue;
    const stale = freshness(spec, one, Math.floor(now / 1000), leeway);
    if (stale === undefined) return index;
    refusal = stale;
  }
  return refusal;
}

/** Whether it covers what it must, is of the label and tag that count, and says when it was made. */
function covers({ components, label, tag }: MessageSignature, one: CoveredSignature): boolean {
  const { parameters } = one;
  if ((label ?? one.label) !== one.label || (tag !== undefined && parameters.get('tag') !== tag))
    return false;
  const isTimed = typeof parameters.get('created') === 'number';
  return isTimed && components.every((name) => one.components.includes(name.toLowerCase()));
}

function matchingKey(
  { algorithms }: MessageSignature,
  { components, parameters, text }: CoveredSignature,
  signature: Buffer,
  keys: readonly Key[],
  input: SignedInput,
): number {
  const named = parameters.get('alg');
  const taken = algorithms.filter((name) => named === undefined || name === named);
  const base = taken.length === 0 ? undefined : signatureBase(components, text, input);
  if (!base) return -1;
  return keys.findIndex((key) =>
    taken.some((name) => rawHolds(key, MESSAGE_ALGORITHMS[name], base, signature)),
  );
}

function freshness(
  { maxAge }: MessageSignature,
  { parameters }: CoveredSignature,
  now: number,
  { past, future }: Leeway,
): RefusalReason | undefined {
  const [created, expires] = [Number(parameters.get('created')), parameters.get('expires')];
  if (expires !== undefined && !(typeof expires === 'number' && now <= expires + past)) return 'too_old';
  if (now - created > duration(maxAge) / 1000 + past) return 'too_old';
  return created - now > future ? 'too_new' : undefined;
}

/** @returns the values of both headers; undefined if the key cannot sign, or something to cover is missing */
export function writeMessageSignature(
  spec: MessageSignature,
  key: Key,
  input: SignedInput,
  at: EpochMs,
): { readonly input: string; readonly signature: string } | undefined {
  const { components, algorithms, label = 'sig1', tag, keyid } = spec;
  const usable = algorithms.find((name) => rawSign(key, MESSAGE_ALGORITHMS[name], Buffer.alloc(0)));
  if (usable === undefined) return undefined;
  const names = components.map((name) => name.toLowerCase());
  const parameters = `${listed(names)};created=${Math.floor(at / 1000)}${described({ keyid, alg: usable, tag })}`;
  const base = signatureBase(names, parameters, input);
  const signature = base && rawSign(key, MESSAGE_ALGORITHMS[usable], base);
  return (
    signature && { input: `${label}=${parameters}`, signature: `${label}=:${signature.toString('base64')}:` }
  );
}

function listed(names: readonly string[]): string {
  return `(${names.map((name) => `"${name}"`).join(' ')})`;
}

function described(members: {
  readonly keyid: string | undefined;
  readonly alg: MessageAlgorithm;
  readonly tag: string | undefined;
}): string {
  return Object.entries(members)
    .map(([name, value]) => (value === undefined ? '' : `;${name}="${value.replaceAll(/["\\]/g, '\\$&')}"`))
    .join('');
}
