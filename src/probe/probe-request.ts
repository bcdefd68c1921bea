/** One request at the receiver under test, with full control of headers and pace; never follows, never retries. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface ProbeRequest {
  readonly url: string;
  /** Behind which the receiver stands; undefined: it is reached over the network. */
  readonly socketPath?: string | undefined;
  /** Names and values in turn; a name may repeat. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Milliseconds between the body's two halves. */
  readonly pauseMs?: number;
  readonly timeoutMs: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** The status, or why there was none. */
export type ProbeAnswer =
  | { readonly status: number; readonly tookMs: number }
  | { readonly trouble: 'timeout' | 'no_connection' | 'broken'; readonly tookMs: number };

const NOBODY_THERE: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'ENOENT'];

export function ask({
  url,
  socketPath,
  headers,
  body,
  pauseMs = 0,
  timeoutMs,
  now,
}: ProbeRequest): Promise<ProbeAnswer> {
  const startedAt = now();
  const tookMs = (): number => Math.round(now() - startedAt);
  return new Promise((resolve) => {
    const { host, protocol } = new URL(url);
    const list = [...headers, 'Host', host, 'Content-Length', String(body.length), 'Connection', 'close'];
    const send = protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = send(url, { method: 'POST', headers: list, agent: false, socketPath }, (response) => {
      response.on('error', () => undefined).resume();
      end({ status: response.statusCode ?? 0, tookMs: tookMs() });
    });
    const timer = setTimeout(() => {
      end({ trouble: 'timeout', tookMs: tookMs() });
      sent.destroy();
    }, timeoutMs);
    sent.on('error', (error: Error & { code?: string }) => {
      const trouble =
        error.code !== undefined && NOBODY_THERE.includes(error.code) ? 'no_connection' : 'broken';
      end({ trouble, tookMs: tookMs() });
    });
    function end(answer: ProbeAnswer): void {
      clearTimeout(timer);
      resolve(answer);
    }
    if (pauseMs === 0) {
      sent.end(body);
      return;
    }
    const half = Math.floor(body.length / 2);
    sent.write(body.subarray(0, half));
    setTimeout(() => sent.end(body.subarray(half)), pauseMs);
  });
}
