/**
 * Verifies a delivery under a scheme with its keys. The result is a Verified, or a refusal with its reason.
 * Guarantees: the bytes received are the bytes checked; a header that counts must come once; formats are checked
 * before anything is decoded; comparisons are over texts of known length in constant time; the age is checked after
 * the signature, so only a holder of a genuine one learns of staleness. A bad delivery is a result, never an exception.
 */
import type { Delivery, RawHeaders } from '../../model/delivery.js';
import { duration } from '../../model/units.js';
import { parseContent, signedUrlText, sortedForm, type FormReading } from './content.js';
import { SignedInput, scalarOf, tokenAtOf, valueAt } from './input.js';
import { headersOfGroups } from './groups.js';
import { verifyJws } from './detached-jws.js';
import { verifyJwt, type Leeway } from './jwt.js';
import { verifyMessage } from './message-signature.js';
import type { Key } from './keys.js';
import { matchingKey } from './match.js';
import { createOwnerCheck, withOwner, type Owner } from './owner.js';
import { createBorderCheck } from './held-borders.js';
import { createPresentationReader, type Presentation, type RefusalReason } from './presentation.js';
import { readSignatures, withoutPrefix, type Presented } from './signatures.js';
import { signsQuery } from '../rules/template.js';
import type { Scheme, Signature } from '../spec.js';
import { createSignedUrls, defaultSignedQuery, type SignedQuery } from './signed-url.js';
import { otherPort } from './url-port.js';
import { otherSlash } from './url-slash.js';
import type { EpochMs } from '../../model/time.js';

export type { RefusalReason };

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
  /** The signed message id header, if the scheme has one. */
  readonly signedId: string | undefined;
  /** The signed time in epoch milliseconds, if the scheme has one. */
  readonly signedAt: EpochMs | undefined;
  readonly #input: SignedInput;

  constructor(
    delivery: Delivery,
    input: SignedInput,
    secretIndex: number,
    signedId?: string,
    signedAt?: EpochMs,
  ) {
    this.delivery = delivery;
    this.secretIndex = secretIndex;
    this.signedId = signedId;
    this.signedAt = signedAt;
    this.#input = input;
  }

  /** The same delivery with what its compressed body holds; the compressed bytes are what was signed. */
  inflated(body: Buffer): Verified {
    const delivery = { ...this.delivery, body };
    return new Verified(delivery, this.#input.withBody(body), this.secretIndex, this.signedId, this.signedAt);
  }

  /** The scalar at a JSON pointer of the body's document, as text; undefined if there is none. */
  scalarAt(pointer: string): string | undefined {
    return this.#input.scalarAt(pointer);
  }

  /** A field of the form that the body is, if it comes once; undefined else. */
  fieldAt(name: string): string | undefined {
    return this.#input.field(name) ?? undefined;
  }

  /** The URL that was signed, in the spelling that was signed; undefined if the scheme signs none. */
  get url(): string | undefined {
    return this.#input.url;
  }

  /**
   * A form as its signature reads it; undefined if the body is none. Forms that are spelt differently may read alike.
   */
  formText(reading: FormReading): string | undefined {
    return this.#input.form && sortedForm(this.#input, reading);
  }

  /** The body in the one spelling of its JSON; undefined where it has none. */
  get canonicalText(): string | undefined {
    return this.#input.canonical;
  }

  /** The members of an object as a signature reads them; undefined where there is none. */
  membersAt(pointer: string): string | undefined {
    return this.#input.members(pointer) ?? undefined;
  }
}
export type { Verified };

/** Milliseconds either way, inclusive. */
export interface Tolerance {
  readonly past: number;
  readonly future: number;
}

export interface VerifyOptions {
  /** Replaces the scheme's, or how far the times of a token may miss; `off` takes any signed time. */
  readonly tolerance?: Tolerance | 'off' | undefined;
  /** The URL as the provider knows it, with the query it was registered with. For schemes that sign the URL. */
  readonly publicUrl?: string | undefined;
  /** What the received query may hold; default the scheme's (defaultSignedQuery). */
  readonly signedQuery?: SignedQuery | undefined;
  /** What makes a delivery ours. Left out where the scheme wants one, none is. */
  readonly owner?: Owner | undefined;
}

/** @param keys in place of the route's, where they come from elsewhere */
export type Verifier = (delivery: Delivery, keys?: readonly Key[]) => Verified | Refusal;

/** @param keys the route's keys; any may match */
export function createVerifier(
  described: Scheme,
  ownKeys: readonly Key[],
  options: VerifyOptions = {},
): Verifier {
  const scheme = withOwner(described, options.owner);
  const { signature, jsonField } = scheme;
  const tokenAt = tokenAtOf(scheme);
  const isOurs = createOwnerCheck(scheme, options.owner);
  const { formHas = [] } = signature ?? {};
  const { publicUrl, signedQuery = defaultSignedQuery(scheme) } = options;
  const urlsOf = publicUrl === undefined ? undefined : createSignedUrls(publicUrl, signedQuery);
  const read = createPresentationReader(scheme);
  const check = signature && createCheck(scheme, signature, options.tolerance);
  const tolerance = options.tolerance ?? toleranceOf(scheme);
  const readsJson = readsUnprovedJson(scheme);
  const carriesQuery = signsQuery(scheme);

  function judge(delivery: Delivery, rawHeaders: RawHeaders, keys: readonly Key[]): Verified | Refusal {
    const { method, body, target, rest } = delivery;
    const urls = urlsOf?.(target, rest) ?? NO_URLS;
    if (urlsOf && urls.length === 0) return new Refusal('query_unexpected');
    const input = new SignedInput({ method, rawHeaders, body, url: urls[0], jsonField, tokenAt });
    if (!check) return new Verified(delivery, input, -1);
    // A form's text could be moved into an open path as well as into a query.
    if (rest && formHas.some((name) => rest.includes(name))) return new Refusal('form_incomplete');
    if (readsJson && input.isTooDeep) return new Refusal('json_too_deep');

    const given = read(input, publicUrl !== undefined && urls.includes(publicUrl));
    if (typeof given === 'string') return new Refusal(given);
    const held = checkEach((one) => check(one, given, delivery.receivedAt, keys), input, urls);
    if (typeof held === 'string') return new Refusal(held);
    if (isOurs && !isOurs(held.input, withoutPrefix(signature, given.texts[0] ?? '') ?? '')) {
      return new Refusal('owner_mismatch');
    }

    const { signedAt } = given;
    if (signedAt !== undefined && tolerance !== 'off') {
      // Whole seconds on both sides, as the reference libraries count: exactly at the limit still passes.
      const age = wholeSeconds(delivery.receivedAt) - wholeSeconds(signedAt);
      if (age > tolerance.past) return new Refusal('too_old');
      if (-age > tolerance.future) return new Refusal('too_new');
    }
    const id = input.id === '' ? undefined : input.id;
    const genuine =
      carriesQuery && method === 'GET' && body.length === 0
        ? queryAsForm(delivery, scheme, held.input)
        : delivery;
    return new Verified(genuine, held.input, held.index, id, signedAt);
  }
  if (signature?.entries?.groups !== true) {
    return (delivery, keys = ownKeys) => judge(delivery, delivery.rawHeaders, keys);
  }
  return (delivery, keys = ownKeys) =>
    likeliest(headersOfGroups(signature, delivery.rawHeaders), (headers) => judge(delivery, headers, keys));
}

/**
 * What goes on of a GET, which has no body: its query as a form, in the spelling that was signed. Whatever else it could
 * be written as is one delivery.
 */
function queryAsForm(delivery: Delivery, { signature }: Scheme, { url }: SignedInput): Delivery {
  const from = url === undefined ? delivery.target : signedUrlText(signature?.content, url);
  const at = from.indexOf('?');
  const body = Buffer.from(at < 0 ? '' : from.slice(at + 1), 'latin1');
  const rawHeaders: string[] = ['Content-Type', 'application/x-www-form-urlencoded'];
  for (let i = 0; i < delivery.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = delivery.rawHeaders.slice(i, i + 2);
    if (name.toLowerCase() !== 'content-type') rawHeaders.push(name, value);
  }
  return { ...delivery, rawHeaders, body };
}

/** Whether the body's document is read to find out what is signed: anybody may have written it. */
function readsUnprovedJson({ signature = {}, time, bodyMustBeJson, jsonField }: Scheme): boolean {
  const { json, body, each, content = '' } = signature;
  if (json !== undefined || body || each !== undefined || time?.json !== undefined) return true;
  return (
    content.includes('{json:') ||
    content.includes('{lines:') ||
    content.includes('{members:') ||
    content.includes('{body:canonical}') ||
    (bodyMustBeJson !== undefined && jsonField !== undefined)
  );
}

/** The first that holds; else the one that came furthest, which is the one whose signature held. */
function likeliest(
  all: readonly RawHeaders[],
  judge: (headers: RawHeaders) => Verified | Refusal,
): Verified | Refusal {
  let refused: Refusal | undefined;
  for (const headers of all) {
    const result = judge(headers);
    if (!(result instanceof Refusal)) return result;
    if (refused === undefined || result.reason === 'too_old' || result.reason === 'too_new') refused = result;
  }
  return refused ?? new Refusal('missing_signature');
}

/**
 * Under each URL that may have been signed; most deliveries have one.
 * @returns the key that fits, and the input with the URL that was signed: another spelling of it is nobody's word
 */
function checkEach(
  check: (input: SignedInput) => number | RefusalReason,
  input: SignedInput,
  urls: readonly string[],
): { readonly index: number; readonly input: SignedInput } | RefusalReason {
  let held = input;
  let index = check(held);
  for (let i = 1; i < urls.length && index === 'mismatch'; i++) {
    held = input.withUrl(urls[i] ?? '');
    index = check(held);
  }
  return typeof index === 'string' ? index : { index, input: held };
}

const NO_URLS: readonly string[] = [];

type Check = (
  input: SignedInput,
  given: Presentation,
  now: EpochMs,
  keys: readonly Key[],
) => number | RefusalReason;

function createCheck(scheme: Scheme, signature: Signature, tolerance: Tolerance | 'off' | undefined): Check {
  const {
    jwt,
    jws,
    message,
    each,
    encoding = 'hex',
    portOptional = false,
    slashOptional = false,
  } = signature;
  if (jwt) {
    const leeway = leewayOf(tolerance);
    return (input, { texts }, now, keys) =>
      verifyJwt(jwt, withoutPrefix(signature, texts[0] ?? '') ?? '', keys, input, now, leeway);
  }
  if (message) {
    const leeway = leewayOf(tolerance);
    return (input, { texts }, now, keys) => verifyMessage(message, texts[0] ?? '', keys, input, now, leeway);
  }
  const parts = parseContent(signature.content ?? '');
  const holdsBorder = createBorderCheck(scheme);
  if (jws) {
    return (input, { texts }, _now, keys) => {
      const text = withoutPrefix(signature, texts[0] ?? '') ?? '';
      let index = verifyJws(jws, text, keys, parts, input);
      if (index === 'mismatch' && slashOptional && input.url !== undefined) {
        index = verifyJws(jws, text, keys, parts, input.withUrl(otherSlash(input.url)));
      }
      return typeof index === 'number' && holdsBorder?.(input) ? 'border_in_value' : index;
    };
  }
  if (each !== undefined) {
    return (input, _given, _now, keys) =>
      eachItem(signature, each, input, (item, presented) => {
        const index = matchingKey(keys, presented, parts, item, encoding);
        return index >= 0 && holdsBorder?.(item) ? 'border_in_value' : index;
      });
  }
  return (input, { presented }, _now, keys) => {
    let index = matchingKey(keys, presented, parts, input, encoding);
    if (index < 0 && portOptional && input.url !== undefined) {
      index = matchingKey(keys, presented, parts, input.withUrl(otherPort(input.url)), encoding);
    }
    if (index < 0 && slashOptional && input.url !== undefined) {
      index = matchingKey(keys, presented, parts, input.withUrl(otherSlash(input.url)), encoding);
    }
    if (index < 0) return 'mismatch';
    return holdsBorder?.(input) ? 'border_in_value' : index;
  };
}

/** Every item of the list must hold, and there must be one: an empty list proves nothing. */
function eachItem(
  signature: Signature,
  each: string,
  input: SignedInput,
  check: (item: SignedInput, presented: readonly Presented[]) => number | RefusalReason,
): number | RefusalReason {
  const items = valueAt(input.json, each);
  if (!Array.isArray(items) || items.length === 0) return 'missing_signature';
  let index = -1;
  for (const item of items as readonly unknown[]) {
    const text = scalarOf(valueAt(item, signature.json ?? ''));
    if (text === undefined || text === '') return 'missing_signature';
    const presented = readSignatures(signature, text)?.signatures ?? [];
    const checked = check(input.withJson(item), presented);
    if (typeof checked === 'string') return checked;
    index = checked;
    if (index < 0) return 'mismatch';
  }
  return index;
}

/** A token's times may miss ours by what the route says; without a word of it by the usual. */
function leewayOf(tolerance: Tolerance | 'off' | undefined): Leeway | undefined {
  if (tolerance === undefined) return undefined;
  const { past, future } = tolerance === 'off' ? { past: Infinity, future: Infinity } : tolerance;
  return { past: past / 1000, future: future / 1000 };
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function toleranceOf({ time }: Scheme): Tolerance | 'off' {
  if (!time || time.tolerance === 'off') return 'off';
  if (typeof time.tolerance === 'string') {
    const ms = duration(time.tolerance);
    return { past: ms, future: ms };
  }
  const { past, future } = time.tolerance;
  return { past: duration(past), future: future === undefined ? Infinity : duration(future) };
}
