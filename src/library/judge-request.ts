/**
 * A request as a server has it, judged as the gateway judges it: a provider's question first, then the signature, then
 * the questions that come signed.
 */
import { headerObject } from '../model/header-object.js';
import { pathOf } from '../model/paths.js';
import { createHandshakes, handshakeMethods, type HandshakeAnswer } from '../schemes/engine/handshake.js';
import { createConfirmReader } from '../schemes/keys/pin.js';
import type { Scheme } from '../schemes/spec.js';
import { Refusal, type RefusalReason } from '../schemes/engine/verify.js';
import { examine, resultOf, type GenuineResult, type VerifyRequest } from './library.js';

export interface HandshakeRequest extends Omit<VerifyRequest, 'url'> {
  /** As it came, with its query; a path with its query does. */
  readonly url: string;
  /** Scheme, host and path that the provider was given; for schemes that sign the URL, or answer with a hash of it. */
  readonly publicUrl?: string;
  /** What the provider was told to prove itself with, or you (Meta: the verify token). Without it such a question is refused. */
  readonly handshakeToken?: string;
}

/** What to answer; fit to be the second argument of `new Response(reply.body, reply)`. */
export interface HandshakeReply {
  /** 403 where the question lacks what it must bring, such as the token. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `null` if there is none. */
  readonly body: string | null;
  /** The secret of all later deliveries: the provider hands it over with this question (Asana, Notion). */
  readonly secret?: string;
  /** Ask this address (GET) first, and give the answer only if it says 2xx (Amazon SNS). */
  readonly confirms?: string;
}

export type Judged =
  | { readonly is: 'handshake'; readonly reply: HandshakeReply }
  /** By a method that brings this provider's questions, and it is none. */
  | { readonly is: 'method_not_allowed' }
  | { readonly is: 'refused'; readonly reason: RefusalReason }
  | { readonly is: 'genuine'; readonly result: GenuineResult };

/** @throws TypeError as `verify` does, but for an empty list of secrets */
export function judge({ url, publicUrl, handshakeToken, ...request }: HandshakeRequest): Judged {
  const query = url.slice(pathOf(url).length);
  const whole = publicUrl === undefined ? {} : { url: publicUrl + query };
  const { scheme, keys, delivery, check } = examine({ ...request, ...whole });
  const answer = createHandshakes(scheme, keys, handshakeToken, publicUrl);
  const target = `/${query}`;
  const unsigned = answer({ ...delivery, target }, false);
  if (unsigned) return replied(scheme, unsigned);
  const { method } = delivery;
  if (method !== 'POST' && handshakeMethods(scheme).has(method)) return { is: 'method_not_allowed' };
  const verified = check(delivery);
  if (verified instanceof Refusal) return { is: 'refused', reason: verified.reason };
  const signed = answer({ ...verified.delivery, target }, true);
  if (signed) return replied(scheme, signed);
  return { is: 'genuine', result: resultOf(request.scheme, scheme, verified) };
}

function replied({ keys }: Scheme, answer: HandshakeAnswer | 'refused'): Judged {
  if (answer === 'refused') return FORBIDDEN;
  const { status, headers, body, secret, confirms } = answer;
  const address = confirms === undefined ? undefined : createConfirmReader(keys)(confirms)?.href;
  // Signed as it is, it names a host that is none of the provider's.
  if (confirms !== undefined && address === undefined) return FORBIDDEN;
  return {
    is: 'handshake',
    reply: {
      status,
      headers: headerObject(headers),
      body: body.length === 0 ? null : body.toString(),
      ...(secret !== undefined && { secret }),
      ...(address !== undefined && { confirms: address }),
    },
  };
}

/** RFC 9457; no more than the code. */
export function refusal(status: number, code: string): HandshakeReply {
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title: 'The delivery was refused.', status, code }),
  };
}

const FORBIDDEN: Judged = { is: 'handshake', reply: refusal(403, 'forbidden') };
