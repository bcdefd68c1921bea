/**
 * Step: the request to the receiver, over a pool of connections. It uses `dispatch` with a small handler, because
 * everything else in undici costs more (docs/architecture.md). It follows no redirect, so the address is always the
 * configured one.
 */
import { Pool } from 'undici';
import type { Method } from '../../schemes/rules/method-rules.js';
import type { Failure } from '../../model/delivery.js';
import type { ReceiverAnswer } from '../../model/outcome.js';
import type { MonotonicClock } from '../../model/time.js';
import { receiverPlace } from '../../model/receiver-place.js';
import { addToUrl } from '../../schemes/engine/sign.js';
import { createConnector } from './connector.js';
import { WatchedClient, type ExchangeOptions } from './watched-connection.js';
import { Exchange } from './exchange.js';

/**
 * No connection takes a new exchange at this age, in milliseconds: the next one asks DNS again, so that a receiver that
 * moved is found while its old host still answers.
 */
const MAX_AGE_MS = 60_000;

const CONNECT_TIMEOUT_MS = 10_000;

/** Of an answer's headers. */
const MAX_HEADER_BYTES = 64 * 1024;

/** An exchange that runs. */
export interface Running {
  /** Gives it up: it then ends soon, as a Failure if no status came. */
  readonly abort: () => void;
  /** Ends it with what has come, if the receiver's status is known. @returns whether it is */
  readonly conclude: () => boolean;
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
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
  /** What makes the tunnel to the receiver; undefined, or without a URL: nothing stands between. */
  readonly proxy: { readonly url: string | undefined } | undefined;
}

/** @param now monotonic milliseconds */
export function createForwarder(
  { url, timeout, resend, tls, proxy, method = 'POST' }: ForwardOptions,
  now: MonotonicClock,
): Forwarder {
  const place = receiverPlace(url);
  const { origin, pathname, search } = new URL(place.url);
  const path = pathname + search;
  const connect = createConnector(place, proxy?.url, tls, Math.min(timeout, CONNECT_TIMEOUT_MS));
  const poolOf = (pipelining: number): Pool =>
    new Pool(origin, {
      pipelining,
      // One clock for the whole exchange is ours.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
      clientTtl: MAX_AGE_MS,
      connect,
      factory: (to, options) => new WatchedClient(to, options, connect, now),
    });
  const pool = poolOf(1);
  /** Each exchange on a connection of its own: undici reuses none without pipelining. Few receivers ever need it. */
  let fresh: Pool | undefined;

  return {
    forward(headers, body, query, ended, pathRest) {
      const exchange = new Exchange({
        ...{ timeout, ended, bytes: body.length },
        resend: resend ? again : undefined,
      });
      const options: ExchangeOptions = {
        origin,
        path: addToUrl(path, pathRest, query),
        method,
        headers,
        body,
        exchange,
      };
      pool.dispatch(options, exchange);
      return exchange;

      function again(): void {
        fresh ??= poolOf(0);
        fresh.dispatch(options, exchange);
      }
    },
    async close() {
      await Promise.all([pool.close(), fresh?.close()]);
    },
    async destroy() {
      await Promise.all([pool.destroy(), fresh?.destroy()]);
    },
    get running() {
      return pool.stats.size + (fresh?.stats.size ?? 0);
    },
  };
}
