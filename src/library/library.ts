/** The scheme engine for other programs: `verify` and `sign` without a gateway. Nothing happens on import. */
import type { Delivery } from '../model/delivery.js';
import { headerObject } from '../model/header-object.js';
import type { Key } from '../schemes/engine/keys.js';
import { MESSAGE_ID } from '../schemes/engine/presentation.js';
import { fitEvent, readEvent, readSourceId } from '../schemes/engine/read.js';
import { createSigner } from '../schemes/engine/sign.js';
import type { Scheme } from '../schemes/spec.js';
import {
  Refusal,
  createVerifier,
  type RefusalReason,
  type Verified,
  type Verifier,
} from '../schemes/engine/verify.js';
import { asGenuine } from './genuine.js';
import {
  bytesOf,
  checkSecrets,
  keysOf,
  ownerFor,
  rawHeadersOf,
  schemeOf,
  urlOf,
  type BodyInput,
  type HeadersInput,
  type OwnerInput,
  type SchemeInput,
} from './read-input.js';

export type { BodyInput, HeadersInput, SchemeInput };

export interface VerifyRequest {
  readonly scheme: SchemeInput;
  /** Any of them may match. */
  readonly secrets: readonly string[];
  readonly headers: HeadersInput;
  /** Never a parsed object. */
  readonly body: BodyInput;
  /**
   * Of a scheme whose keys come from elsewhere (`secrets` are its public keys then): what makes a delivery yours, by the
   * scheme's names.
   */
  readonly owner?: OwnerInput;
  /** Default `POST`. */
  readonly method?: string;
  /** The public URL with its query, if the scheme signs it. */
  readonly url?: string;
  /** Epoch milliseconds; default the clock. */
  readonly now?: number;
}

export interface GenuineResult {
  readonly ok: true;
  /** The signed message id, else the provider's own id for the event; undefined if the format has neither. */
  readonly id: string | undefined;
  readonly event: string | undefined;
  /** The signed time in epoch milliseconds; undefined if the format signs none. */
  readonly timestamp: number | undefined;
  /** Which of the secrets matched; -1 under scheme `none`. */
  readonly secretIndex: number;
}

export type VerifyResult = GenuineResult | { readonly ok: false; readonly reason: RefusalReason };

export interface SignRequest {
  readonly scheme: SchemeInput;
  /** The first is the current one; a scheme that carries several signatures signs with all. */
  readonly secrets: readonly string[];
  /** The message id; it may hold no `.`, blank or comma where the scheme signs it. */
  readonly id: string;
  readonly event?: string;
  /** Epoch milliseconds or a Date; default the clock. A number below 10^11 counts as seconds. */
  readonly timestamp?: number | Date;
  readonly body: BodyInput;
  /** The body's, for schemes that sign it; it is among the headers then. */
  readonly contentType?: string;
  /** The receiver's URL, if the scheme signs it. */
  readonly url?: string;
}

/**
 * Whether a delivery is genuine and fresh.
 * @throws TypeError for an unknown scheme, a faulty description or a secret that cannot be a key of the scheme; a bad
 * delivery is a result.
 */
export function verify(request: VerifyRequest): VerifyResult {
  const { scheme, delivery, check } = examine(request);
  checkSecrets(scheme, request.secrets);
  const verified = check(delivery);
  if (verified instanceof Refusal) return { ok: false, reason: verified.reason };
  return resultOf(request.scheme, scheme, verified);
}

/** A request with what it is checked by. */
export interface Examined {
  readonly scheme: Scheme;
  readonly keys: readonly Key[];
  readonly delivery: Delivery;
  readonly check: Verifier;
}

/** @throws TypeError as `verify` does */
export function examine(request: VerifyRequest): Examined {
  const scheme = schemeOf(request.scheme);
  const keys = keysOf(scheme, request.secrets);
  const check = createVerifier(scheme, keys, {
    publicUrl: urlOf(request.url),
    owner: ownerFor(scheme, request.owner),
  });
  const delivery = {
    method: request.method ?? 'POST',
    target: '',
    rawHeaders: rawHeadersOf(request.headers),
    body: bytesOf(request.body),
    receivedAt: request.now ?? Date.now(),
  };
  return { scheme, keys, delivery, check };
}

/** @param given the scheme, as the program gave it */
export function resultOf(given: SchemeInput, scheme: Scheme, verified: Verified): GenuineResult {
  const result = {
    ok: true,
    id: verified.signedId ?? readSourceId(scheme, verified),
    event: fitEvent(readEvent(scheme, verified)),
    timestamp: verified.signedAt,
    secretIndex: verified.secretIndex,
  } as const;
  return asGenuine(result, { given, scheme, verified });
}

/**
 * The headers a sender under this scheme would add to the body.
 * @throws TypeError for an unknown scheme, a faulty description, a secret that cannot sign, an id the scheme cannot
 * carry, a value it signs that is not given, or a URL that must name the body's hash and does not.
 */
export function sign(request: SignRequest): Record<string, string> {
  const scheme = schemeOf(request.scheme);
  const { id, event, timestamp = Date.now() } = request;
  if (scheme.idHeader !== undefined && !MESSAGE_ID.test(id)) {
    throw new TypeError('the id must be printable ASCII without ".", "," and blanks, at most 256 characters');
  }
  const list = request.contentType === undefined ? [] : ['Content-Type', request.contentType];
  const at =
    timestamp instanceof Date ? timestamp.getTime() : timestamp < 1e11 ? timestamp * 1000 : timestamp;
  if (!Number.isFinite(at)) throw new TypeError('the timestamp is no time');
  checkSecrets(scheme, request.secrets);
  const write = createSigner(scheme, keysOf(scheme, request.secrets), urlOf(request.url));
  const query = write({ id, event, body: bytesOf(request.body) }, at, list);
  if (query !== undefined)
    throw new TypeError(`the url must carry ${query}: add it, send to it, and sign again`);
  return headerObject(list);
}
