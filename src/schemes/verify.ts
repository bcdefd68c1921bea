/**
 * Verifying: a delivery under a scheme with its keys becomes a Verified, or a refusal with its reason.
 * Guarantees: the bytes received are the bytes checked; a header that counts must come once; formats are checked
 * before anything is decoded; comparisons are over texts of known length in constant time; the age is checked after
 * the signature, so only a holder of a genuine one learns of staleness. A bad delivery is a result, never an exception.
 */
import { isUtf8 } from 'node:buffer';
import { createHmac, timingSafeEqual, verify as verifyAsymmetric } from 'node:crypto';
import type { Delivery } from '../delivery.js';
import { duration } from '../units.js';
import { feedContent, joinContent, parseContent, type Part, type SignedValues } from './content.js';
import { REPEATED, headerOf } from './headers.js';
import { keyServes, type Key } from './keys.js';
import { canonical, readSignatures, type Presented } from './signatures.js';
import type { Algorithm, Scheme } from './spec.js';
import { readTime } from './time-text.js';

export type RefusalReason =
  | 'missing_signature'
  | 'missing_time'
  | 'missing_id'
  | 'repeated_header'
  | 'conflicting_headers'
  | 'unreadable_signature'
  | 'unreadable_time'
  | 'unreadable_id'
  | 'unknown_version'
  | 'body_not_json'
  | 'mismatch'
  | 'too_old'
  | 'too_new';

export class Refusal {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason) {
    this.reason = reason;
  }
}

/** A delivery whose signature held. Only this module makes one, so a step that asks for it cannot be handed less. */
class Verified {
  readonly delivery: Delivery;
  /** Which of the route's secrets matched; -1 under scheme `none`. */
  readonly secretIndex: number;
  /** The signed message id header, where the scheme has one. */
  readonly signedId: string | undefined;
  /** The signed time in epoch milliseconds, where the scheme has one. */
  readonly signedAt: number | undefined;
  #json: unknown;
  #parsed = false;

  constructor(delivery: Delivery, secretIndex: number, signedId?: string, signedAt?: number) {
    this.delivery = delivery;
    this.secretIndex = secretIndex;
    this.signedId = signedId;
    this.signedAt = signedAt;
  }

  /**
   * The body as JSON, parsed at most once and only when asked for; undefined where it is not JSON in valid UTF-8
   * (replacement characters would make different ids equal).
   */
  get json(): unknown {
    if (!this.#parsed) {
      this.#parsed = true;
      try {
        const { body } = this.delivery;
        if (isUtf8(body)) this.#json = JSON.parse(body.toString('utf8'));
      } catch {
        this.#json = undefined;
      }
    }
    return this.#json;
  }
}
export type { Verified };

/** Milliseconds either way, inclusive. */
export interface Tolerance {
  readonly past: number;
  readonly future: number;
}

export type Verifier = (delivery: Delivery) => Verified | Refusal;

/**
 * @param keys the route's keys; any may match
 * @param tolerance replaces the scheme's; `off` takes any signed time
 */
export function createVerifier(
  scheme: Scheme,
  keys: readonly Key[],
  tolerance?: Tolerance | 'off',
): Verifier {
  const { signature, time } = scheme;
  if (!signature) return (delivery) => new Verified(delivery, -1);

  const parts = parseContent(signature.content);
  const signatureHeader = signature.header.toLowerCase();
  const timeHeader = time?.header?.toLowerCase();
  const idHeader = scheme.idHeader?.toLowerCase();
  const allowed = tolerance ?? toleranceOf(scheme);
  const twins = Object.entries(scheme.twins ?? {}).map(
    ([a, b]) => [a.toLowerCase(), b.toLowerCase()] as const,
  );

  return function verify(delivery) {
    const raw = delivery.rawHeaders;
    const header = headerOf(raw, signatureHeader);
    if (header === undefined || header === '') return new Refusal('missing_signature');
    if (header === REPEATED) return new Refusal('repeated_header');

    let id = '';
    if (idHeader !== undefined) {
      const value = headerOf(raw, idHeader);
      if (value === undefined || value === '') return new Refusal('missing_id');
      if (value === REPEATED) return new Refusal('repeated_header');
      if (!MESSAGE_ID.test(value)) return new Refusal('unreadable_id');
      id = value;
    }

    const presented = readSignatures(signature, header);
    if (!presented) return new Refusal('unreadable_signature');

    let timeText = '';
    let signedAt: number | undefined;
    if (time) {
      const value = timeHeader === undefined ? presented.time : headerOf(raw, timeHeader);
      if (value === undefined || value === '') return new Refusal('missing_time');
      if (value === REPEATED) return new Refusal('repeated_header');
      signedAt = readTime(value, time.formats);
      if (signedAt === undefined) return new Refusal('unreadable_time');
      timeText = value;
    }

    for (const [own, other] of twins) {
      const value = headerOf(raw, other);
      if (value !== undefined && value !== headerOf(raw, own)) return new Refusal('conflicting_headers');
    }
    if (scheme.bodyMustBeJson && !startsAsJson(delivery.body)) return new Refusal('body_not_json');
    if (presented.signatures.length === 0) {
      return new Refusal(signature.entries ? 'unknown_version' : 'mismatch');
    }

    const values: SignedValues = { id, time: timeText, body: delivery.body, rawHeaders: raw };
    const index = keys.findIndex((key) =>
      anyMatches(key, presented.signatures, parts, values, signature.encoding),
    );
    if (index < 0) return new Refusal('mismatch');

    if (signedAt !== undefined && allowed !== 'off') {
      // Whole seconds on both sides, as the reference libraries count: exactly at the limit still passes.
      const age = wholeSeconds(delivery.receivedAt) - wholeSeconds(signedAt);
      if (age > allowed.past) return new Refusal('too_old');
      if (-age > allowed.future) return new Refusal('too_new');
    }
    return new Verified(delivery, index, id === '' ? undefined : id, signedAt);
  };
}

/** Printable ASCII, no blank, no `.` (it would make the signed content ambiguous), no `,`; at most 256. */
const MESSAGE_ID = /^[\x21-\x2b\x2d\x2f-\x7e]{1,256}$/;

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function toleranceOf(scheme: Scheme): Tolerance | 'off' {
  const { time } = scheme;
  if (!time) return 'off';
  if (typeof time.tolerance === 'string') {
    const ms = duration(time.tolerance);
    return { past: ms, future: ms };
  }
  return { past: duration(time.tolerance.past), future: duration(time.tolerance.future) };
}

const OPENERS = [0x7b, 0x5b]; // { [

function startsAsJson(body: Buffer): boolean {
  return body.length > 0 && OPENERS.includes(body[0] ?? 0);
}

/** One digest a key and algorithm, compared with every signature presented under that algorithm. */
function anyMatches(
  key: Key,
  presented: readonly Presented[],
  parts: readonly Part[],
  values: SignedValues,
  encoding: 'hex' | 'base64' | 'base64url',
): boolean {
  const digests = new Map<Algorithm, Buffer | undefined>();
  let matched = false;
  for (const { algorithm, text } of presented) {
    if (!keyServes(key, algorithm, 'verify')) continue;
    const given = canonical(encoding, text);
    if (given === undefined) continue;
    if (key.kind === 'ed25519') {
      const content = joinContent(parts, values);
      matched ||= content !== undefined && ed25519Holds(key, content, given, encoding);
      continue;
    }
    if (!digests.has(algorithm)) digests.set(algorithm, hmacText(key, algorithm, parts, values, encoding));
    const expected = digests.get(algorithm);
    if (expected && sameText(expected, given)) matched = true;
  }
  return matched;
}

function hmacText(
  key: Key & { kind: 'hmac' },
  algorithm: Algorithm,
  parts: readonly Part[],
  values: SignedValues,
  encoding: 'hex' | 'base64' | 'base64url',
): Buffer | undefined {
  const hmac = createHmac(algorithm.slice('hmac-'.length), key.secret);
  if (!feedContent(parts, values, hmac)) return undefined;
  return Buffer.from(hmac.digest(encoding), 'latin1');
}

/** UTF-8 on the given side: a character beyond ASCII makes it longer and can never pass for its low byte. */
function sameText(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'utf8');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function ed25519Holds(
  key: Key & { kind: 'ed25519' },
  content: Buffer,
  given: string,
  encoding: 'hex' | 'base64' | 'base64url',
): boolean {
  const bytes = Buffer.from(given, encoding);
  if (bytes.length !== 64 || bytes.toString(encoding) !== given) return false;
  return verifyAsymmetric(null, content, key.publicKey, bytes);
}
