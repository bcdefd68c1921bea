/**
 * Express middleware on top of the library: a handler behind it sees genuine deliveries only. It reads the body
 * itself, because a signature is over bytes and a body parser has thrown those away.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkPublicUrl, verify, type VerifyRequest, type VerifyResult } from './library.js';
import { Outcome } from '../model/outcome.js';
import { collect } from '../line/receive.js';

export interface WebhookOptions extends Pick<VerifyRequest, 'scheme' | 'secrets' | 'owner'> {
  /** Scheme, host and path under which the provider knows this endpoint; for schemes that sign the URL. */
  readonly publicUrl?: string;
  /** Bytes; default 1 MiB. */
  readonly maxBodySize?: number;
}

/** What `request.webhook` holds behind the middleware. */
export type Webhook = Extract<VerifyResult, { ok: true }> & { readonly body: Buffer };

export type WebhookRequest = IncomingMessage & { webhook?: Webhook; body?: unknown };

export type WebhookMiddleware = (
  request: WebhookRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Refuses with 401 (413 for a body beyond the limit) and never calls on; otherwise sets `request.webhook`, with the
 * verified bytes.
 * @throws TypeError at once for a faulty scheme or secret.
 */
export function webhook({
  publicUrl,
  maxBodySize = 1024 * 1024,
  ...options
}: WebhookOptions): WebhookMiddleware {
  // A faulty scheme or secret is a fault of the program: it shows when the program starts.
  verify({ ...options, ...(publicUrl === undefined ? {} : { url: publicUrl }), headers: [], body: '' });
  checkPublicUrl(options.scheme, publicUrl);

  return function verifyWebhook(request, response, next) {
    bytesOf(request, maxBodySize).then((body) => {
      if (body === undefined) return;
      if (body instanceof Outcome) {
        refuse(response, body.status, body.code);
        return;
      }
      const { rawHeaders, method = 'POST' } = request;
      const url = publicUrl === undefined ? {} : { url: publicUrl + queryOf(request) };
      const result = verify({ ...options, ...url, headers: rawHeaders, method, body });
      if (!result.ok) {
        refuse(response, 401, result.reason);
        return;
      }
      request.webhook = { ...result, body };
      next();
    }, next);
  };
}

async function bytesOf(request: WebhookRequest, maxBodySize: number): Promise<Buffer | Outcome | undefined> {
  if (Buffer.isBuffer(request.body)) return request.body;
  if (request.body !== undefined || request.readableEnded) {
    throw new TypeError(
      'a body parser ran before webhook(): mount webhook() first, or express.raw({ type: () => true })',
    );
  }
  return collect(request, maxBodySize, { max: Infinity, used: 0 });
}

/** Express rewrites `url` under a mount; the query stays. */
function queryOf({ url = '' }: WebhookRequest): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  const body = JSON.stringify({ type: 'about:blank', title: 'The delivery was refused.', status, code });
  response.writeHead(status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
