/** `verify` for servers that have a request as `fetch` knows it: Hono, Next.js, Bun, Deno, workers. */
import { bytesUpTo } from '../model/bytes-up-to.js';
import { checkPublicUrl, verify, type VerifyRequest, type VerifyResult } from './library.js';

export interface VerifyRequestOptions extends Pick<VerifyRequest, 'scheme' | 'secrets' | 'owner' | 'now'> {
  /**
   * Scheme, host and path under which the provider knows this endpoint; for schemes that sign the URL. The request's own
   * URL is made of its Host header, which is no proof.
   */
  readonly publicUrl?: string;
  /** Bytes; default 1 MiB. */
  readonly maxBodySize?: number;
}

export type VerifyRequestResult =
  | (Extract<VerifyResult, { ok: true }> & {
      /** The verified bytes; the request's own body is read by now. */
      readonly body: Uint8Array;
    })
  | (Extract<VerifyResult, { ok: false }> & {
      /** What the sender is told. */
      readonly status: 401;
    })
  | { readonly ok: false; readonly reason: 'body_too_large'; readonly status: 413 };

const ONE_MIB = 1024 * 1024;
const EMPTY = new Uint8Array();

/**
 * Whether a request is a genuine and fresh delivery. Reads its body, which nobody may have read before.
 * @throws TypeError (rejects) for an unknown scheme, a faulty description, a secret that cannot be a key of the scheme, a
 * scheme that signs the URL without `publicUrl`, and a body that was read before; what reading the body fails with.
 */
export async function verifyRequest(
  request: Request,
  { publicUrl, maxBodySize = ONE_MIB, ...options }: VerifyRequestOptions,
): Promise<VerifyRequestResult> {
  checkPublicUrl(options.scheme, publicUrl);
  if (request.bodyUsed) throw new TypeError('the body was read before: give the request as it came');
  const body = request.body ? await bytesUpTo(maxBodySize, request.body) : EMPTY;
  if (!body) return { ok: false, reason: 'body_too_large', status: 413 };
  const url = publicUrl === undefined ? {} : { url: publicUrl + new URL(request.url).search };
  const result = verify({ ...options, ...url, headers: request.headers, method: request.method, body });
  return result.ok ? { ...result, body } : { ...result, status: 401 };
}
