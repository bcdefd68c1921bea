/**
 * Step: the request to the receiver, over a pool of connections. It follows no redirect, so the address is always the
 * configured one.
 */
import type { Method } from '../../schemes/rules/method-rules.js';
import type { Failure } from '../../model/delivery.js';
import type { ReceiverAnswer } from '../../model/outcome.js';
import type { MonotonicClock } from '../../model/time.js';
import { receiverPlace } from '../../model/receiver-place.js';
import { addToUrl } from '../../schemes/engine/sign.js';
import { createConnect, type TlsTexts } from './client/connect.js';
import { ReceiverPool } from './client/receiver-pool.js';
import { createRequestText, UnsafeRequest, type RequestText } from './client/request-text.js';
import { Deadlines } from './deadlines.js';
import { Exchange } from './exchange.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** An exchange that runs. */
export interface Running {
  /** Gives it up: it then ends, as a Failure if no status came. */
  abort(): void;
  /** Ends it with what has come, if the receiver's status is known. @returns whether it is */
  conclude(): boolean;
}

/**
 * Begins an exchange.
 * @param query added to the configured URL's own
 * @param ended called once; trouble is a Failure
 * @param pathRest added to the configured URL's path
 */
export type Forward = (
  headers: string[],
  body: Buffer,
  query: string | undefined,
  ended: (end: ReceiverAnswer | Failure) => void,
  pathRest?: string,
) => Running;

export interface Forwarder {
  readonly forward: Forward;
  /** For requests whose headers all begin with these, names and values in turn. */
  readonly forwardWith: (fixed: readonly string[]) => Forward;
  /** Exchanges that have not ended. */
  readonly running: number;
  /** Lets running exchanges end. */
  close(): Promise<void>;
  destroy(): Promise<void>;
}

export interface ForwardOptions {
  readonly url: string;
  /** Left out: POST, by which receivers are called. */
  readonly method?: Method;
  /** Milliseconds for the whole exchange, connecting included. */
  readonly timeout: number;
  /** Whether a request that a reused connection has swallowed is sent once more. */
  readonly resend: boolean;
  readonly tls: TlsTexts | undefined;
  /** What makes the tunnel to the receiver; undefined, or without a URL: nothing stands between. */
  readonly proxy: { readonly url: string | undefined } | undefined;
}

/** @param now monotonic milliseconds */
export function createForwarder(
  { url, timeout, resend, tls, proxy, method = 'POST' }: ForwardOptions,
  now: MonotonicClock,
): Forwarder {
  const place = receiverPlace(url);
  const { host, pathname, search } = new URL(place.url);
  const path = pathname + search;
  const connect = createConnect(place, proxy?.url, tls, Math.min(timeout, CONNECT_TIMEOUT_MS));
  const pool = new ReceiverPool(connect, now);
  const deadlines = new Deadlines(timeout, now);
  let allEnded: (() => void) | undefined;
  const shared = {
    resend: resend ? pool.sendFresh.bind(pool) : undefined,
    over(exchange: Exchange): void {
      deadlines.end(exchange);
      if (deadlines.running === 0) allEnded?.();
    },
  };

  return {
    forward: forwardWith([]),
    forwardWith,
    async close() {
      pool.close();
      if (deadlines.running > 0) await new Promise<void>((resolve) => (allEnded = resolve));
    },
    destroy: () => pool.destroy(),
    get running() {
      return deadlines.running;
    },
  };

  function forwardWith(fixed: readonly string[]): Forward {
    const write = createRequestText(method, host, fixed);
    return function forward(headers, body, query, ended, pathRest) {
      const head = headOf(write, addToUrl(path, pathRest, query), headers, body.length);
      const exchange = new Exchange(shared, head ?? '', body, ended);
      deadlines.begin(exchange);
      if (head === undefined) exchange.onError(new UnsafeRequest());
      else pool.send(exchange);
      return exchange;
    };
  }
}

/** @returns undefined for what may not be written */
function headOf(
  write: RequestText,
  target: string,
  headers: readonly string[],
  bytes: number,
): string | undefined {
  try {
    return write(target, headers, bytes);
  } catch (error) {
    if (error instanceof UnsafeRequest) return undefined;
    throw error;
  }
}
