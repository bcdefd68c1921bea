/**
 * Step: the request to the receiver, over a pool of connections. It uses `dispatch` with a small handler, because
 * everything else in undici costs more (docs/architecture.md). It follows no redirect, so the address is always the
 * configured one.
 */
import { Pool, type Dispatcher } from 'undici';
import type { Failure } from '../../model/delivery.js';
import type { ReceiverAnswer } from '../../model/outcome.js';
import { appendQuery } from '../../schemes/engine/sign.js';

/** Bytes of the receiver's answer that are kept and relayed. If it is longer, its connection is dropped. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Begins an exchange.
 * @param query added to the configured URL's own
 * @param ended called once; trouble is a Failure
 * @returns what gives the exchange up: it then ends as a Failure soon
 */
export type Forward = (
  headers: string[],
  body: Buffer,
  query: string | undefined,
  ended: (end: ReceiverAnswer | Failure) => void,
) => () => void;

export interface Forwarder {
  readonly forward: Forward;
  /** Exchanges that have not ended. */
  readonly running: number;
  /** Lets running exchanges end. */
  close(): Promise<void>;
  destroy(): Promise<void>;
}

export interface ForwardOptions {
  readonly url: string;
  /** Milliseconds for the whole exchange, connecting included. */
  readonly timeout: number;
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
}

export function createForwarder({ url, timeout, tls }: ForwardOptions): Forwarder {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    pipelining: 1,
    // One clock for the whole exchange is ours, below.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: Math.min(timeout, 10_000), ...tls },
  });

  return {
    forward(headers, body, query, ended) {
      const exchange = new Exchange(timeout, ended);
      pool.dispatch(
        {
          origin,
          path: query === undefined ? path : appendQuery(path, query),
          method: 'POST',
          headers,
          body,
        },
        exchange,
      );
      return exchange.abort;
    },
    get running() {
      return pool.stats.size;
    },
    close: () => pool.close(),
    destroy: () => pool.destroy(),
  };
}

class Exchange implements Dispatcher.DispatchHandler {
  #ended: ((end: ReceiverAnswer | Failure) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted: Failure | undefined;
  readonly #timer: NodeJS.Timeout;
  #status = 0;
  #contentType: string | undefined;
  #retryAfter: string | undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(timeout: number, ended: (end: ReceiverAnswer | Failure) => void) {
    this.#ended = ended;
    this.#timer = setTimeout(() => {
      this.#stop({ kind: 'timeout', reason: 'receiver_timeout' });
    }, timeout);
  }

  readonly abort = (): void => {
    this.#stop({ kind: 'timeout', reason: 'given_up' });
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) controller.abort(new Error(this.#aborted.reason));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#contentType = single(headers['content-type']);
    this.#retryAfter = single(headers['retry-after']);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = MAX_ANSWER_BYTES - this.#bytes;
    if (room > 0) this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_ANSWER_BYTES) {
      this.#answered();
      controller.abort(new Error('answer too long'));
    }
  }

  onResponseEnd(): void {
    this.#answered();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    // The verdict is the status; an answer that breaks off behind it is still an answer.
    if (this.#status !== 0) this.#answered();
    else this.#end(this.#aborted ?? { kind: 'unreachable', reason: reasonOf(error) });
  }

  #answered(): void {
    this.#end({
      status: this.#status,
      contentType: this.#contentType,
      retryAfter: this.#retryAfter,
      body: this.#chunks.length === 1 ? (this.#chunks[0] ?? EMPTY) : Buffer.concat(this.#chunks),
    });
  }

  /** Before the connection stands there is no controller: then the failure is told at once. */
  #stop(failure: Failure): void {
    this.#aborted = failure;
    if (this.#controller) this.#controller.abort(new Error(failure.reason));
    else this.#end(failure);
  }

  #end(end: ReceiverAnswer | Failure): void {
    const ended = this.#ended;
    if (!ended) return;
    this.#ended = undefined;
    clearTimeout(this.#timer);
    ended(end);
  }
}

const EMPTY = Buffer.alloc(0);

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Words for the log, by what undici and node report; the error's text may hold addresses and is not repeated. */
function reasonOf(error: Error): string {
  const { code, cause } = error as Error & { code?: string };
  const inner = cause instanceof Error ? (cause as Error & { code?: string }).code : undefined;
  const known = REASONS[code ?? inner ?? ''];
  if (known) return known;
  return /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code ?? '') ? 'tls' : 'broken';
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EHOSTUNREACH: 'no_way',
  ENETUNREACH: 'no_way',
  ETIMEDOUT: 'connect_timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_DESTROYED: 'closing',
  UND_ERR_CLOSED: 'closing',
};
