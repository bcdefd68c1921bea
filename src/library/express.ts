/**
 * Express middleware on top of the library: a handler behind it sees genuine deliveries only. It reads the body
 * itself, because a signature is over bytes and a body parser has thrown those away.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { withMore } from './genuine.js';
import { judge, refusal, type HandshakeReply, type HandshakeRequest, type Judged } from './judge-request.js';
import { verify, type GenuineResult } from './library.js';
import { checkPublicUrl, schemeOf } from './read-input.js';
import { Outcome } from '../model/outcome.js';
import { collect } from '../line/receive.js';

export type { HandshakeReply };

export interface WebhookOptions extends Pick<HandshakeRequest, 'scheme' | 'secrets' | 'owner'> {
  /**
   * Scheme, host and path under which the provider knows this endpoint; for schemes that sign the URL, or answer a
   * handshake with a hash of it.
   */
  readonly publicUrl?: string;
  /** Bytes; default 1 MiB. */
  readonly maxBodySize?: number;
  /** What the provider was told to prove itself with, or you (Meta: the verify token). Without it such a question is refused. */
  readonly handshakeToken?: string;
  /**
   * Called before a handshake is answered; what it throws goes to `next`, and nothing is answered. Required if a handshake
   * of the scheme brings a secret to keep or an address to ask first.
   */
  readonly onHandshake?: (reply: HandshakeReply) => void | Promise<void>;
}

/** What `request.webhook` holds behind the middleware. */
export type Webhook = GenuineResult & { readonly body: Buffer };

export type WebhookRequest = IncomingMessage & { webhook?: Webhook; body?: unknown };

export type WebhookMiddleware = (
  request: WebhookRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Refuses with 401 (413 for a body beyond the limit) or answers a handshake, and never calls on; otherwise sets
 * `request.webhook`, with the verified bytes.
 * @throws TypeError at once for a faulty scheme or secret.
 */
export function webhook({
  maxBodySize = 1024 * 1024,
  onHandshake,
  ...options
}: WebhookOptions): WebhookMiddleware {
  checkOptions(options, onHandshake);

  /** @returns whether the delivery goes on */
  async function admit(request: WebhookRequest, response: ServerResponse): Promise<boolean> {
    const body = await bytesOf(request, maxBodySize);
    if (body === undefined) return false;
    if (body instanceof Outcome) {
      answer(response, refusal(body.status, body.code));
      return false;
    }
    const { rawHeaders, method = 'POST', url = '' } = request;
    const judged = judge({ ...options, headers: rawHeaders, method, url, body });
    if (judged.is === 'genuine') {
      request.webhook = withMore(judged.result, { body });
      return true;
    }
    if (judged.is === 'handshake' && judged.reply.status < 400) await onHandshake?.(judged.reply);
    answer(response, replyTo(judged));
    return false;
  }

  return function verifyWebhook(request, response, next) {
    admit(request, response).then((goesOn) => {
      if (goesOn) next();
    }, next);
  };
}

/** A fault of the program shows when the program starts. */
function checkOptions(
  { publicUrl, ...options }: Omit<WebhookOptions, 'maxBodySize'>,
  onHandshake: WebhookOptions['onHandshake'],
): void {
  verify({ ...options, ...(publicUrl === undefined ? {} : { url: publicUrl }), headers: [], body: '' });
  checkPublicUrl(options.scheme, publicUrl);
  const { handshakes = [] } = schemeOf(options.scheme);
  if (onHandshake || handshakes.every(({ secret, confirms }) => !secret && confirms === undefined)) return;
  throw new TypeError(
    'onHandshake is missing: a handshake of this scheme brings a secret to keep, or an address to ask first',
  );
}

function replyTo(judged: Exclude<Judged, { is: 'genuine' }>): HandshakeReply {
  if (judged.is === 'handshake') return judged.reply;
  if (judged.is === 'refused') return refusal(401, judged.reason);
  const { headers, ...others } = refusal(405, 'method_not_allowed');
  return { ...others, headers: { ...headers, Allow: 'POST' } };
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

function answer(response: ServerResponse, { status, headers, body }: HandshakeReply): void {
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body ?? '') };
  response.writeHead(status, { ...headers, ...length });
  response.end(body ?? undefined);
}
