/** `verify` for servers that have a request as `fetch` knows it: Hono, Next.js, Bun, Deno, workers. */
import { bytesUpTo } from '../model/bytes-up-to.js';
import { withMore } from './genuine.js';
import { judge, type HandshakeReply, type HandshakeRequest } from './judge-request.js';
import type { GenuineResult, VerifyResult } from './library.js';
import { checkPublicUrl, checkSecrets, schemeOf } from './read-input.js';

export interface VerifyRequestOptions extends Pick<
  HandshakeRequest,
  'scheme' | 'secrets' | 'owner' | 'now' | 'handshakeToken'
> {
  /**
   * Scheme, host and path under which the provider knows this endpoint; for schemes that sign the URL, or answer a
   * handshake with a hash of it. The request's own URL is made of its Host header, which is no proof.
   */
  readonly publicUrl?: string;
  /** Bytes; default 1 MiB. */
  readonly maxBodySize?: number;
}

export type VerifyRequestResult =
  | (GenuineResult & {
      /** The verified bytes; the request's own body is read by now. */
      readonly body: Uint8Array;
    })
  | (Extract<VerifyResult, { ok: false }> & {
      /** What the sender is told. */
      readonly status: 401;
    })
  | { readonly ok: false; readonly reason: 'body_too_large'; readonly status: 413 }
  /** By the method of a handshake, and none. */
  | { readonly ok: false; readonly reason: 'method_not_allowed'; readonly status: 405 }
  /** The provider asks whether this endpoint is yours: answer `new Response(answer.body, answer)`. */
  | {
      readonly ok: false;
      readonly reason: 'handshake';
      readonly status: number;
      readonly answer: HandshakeReply;
    };

const ONE_MIB = 1024 * 1024;
const EMPTY = new Uint8Array();

/**
 * Whether a request is a genuine and fresh delivery. Reads its body, which nobody may have read before.
 * @throws TypeError (rejects) for an unknown scheme, a faulty description, a secret that cannot be a key of the scheme, a
 * scheme that signs the URL without `publicUrl`, and a body that was read before; what reading the body fails with.
 */
export async function verifyRequest(
  request: Request,
  { maxBodySize = ONE_MIB, ...options }: VerifyRequestOptions,
): Promise<VerifyRequestResult> {
  checkPublicUrl(options.scheme, options.publicUrl);
  checkSecrets(schemeOf(options.scheme), options.secrets);
  if (request.bodyUsed) throw new TypeError('the body was read before: give the request as it came');
  const body = request.body ? await bytesUpTo(maxBodySize, request.body) : EMPTY;
  if (!body) return { ok: false, reason: 'body_too_large', status: 413 };
  const { headers, method } = request;
  const judged = judge({ ...options, headers, method, url: new URL(request.url).search, body });
  switch (judged.is) {
    case 'genuine':
      return withMore(judged.result, { body });
    case 'handshake':
      return { ok: false, reason: 'handshake', status: judged.reply.status, answer: judged.reply };
    case 'method_not_allowed':
      return { ok: false, reason: 'method_not_allowed', status: 405 };
    case 'refused':
      return { ok: false, reason: judged.reason, status: 401 };
  }
}
