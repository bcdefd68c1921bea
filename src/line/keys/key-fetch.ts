/**
 * One question to a host of keys: no redirect is followed, and neither its time nor its answer may grow. Whatever is not
 * a plain answer is none: nobody is refused for it.
 */
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { bytesUpTo } from '../../model/bytes-up-to.js';

/** From the question to the last byte of the answer. */
export const KEY_TIMEOUT_MS = 5_000;
export const MAX_KEY_BYTES = 65_536;

export interface KeyQuestion {
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by POST; left out: a GET. */
  readonly body?: string;
}

export interface KeyAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** Seconds for which the host calls its answer fresh; undefined if it says nothing. */
  readonly maxAge: number | undefined;
}

/** @returns undefined where there is no answer. Never rejects */
export type FetchKey = (question: KeyQuestion) => Promise<KeyAnswer | undefined>;

/** @param timeout milliseconds */
export function createFetchKey(timeout = KEY_TIMEOUT_MS): FetchKey {
  return async (question) => {
    try {
      const answer = await ask(question, AbortSignal.timeout(timeout));
      const body = await bytesUpTo(MAX_KEY_BYTES, answer);
      if (!body) return undefined;
      const maxAge = /(?:^|[,\s])max-age=(\d{1,9})(?:$|[,\s])/i.exec(
        answer.headers['cache-control'] ?? '',
      )?.[1];
      return {
        status: answer.statusCode ?? 0,
        body,
        maxAge: maxAge === undefined ? undefined : Number(maxAge),
      };
    } catch {
      return undefined;
    }
  };
}

async function ask({ address, headers, body }: KeyQuestion, signal: AbortSignal): Promise<IncomingMessage> {
  const { request } = address.startsWith('https:') ? https : http;
  const asking = request(address, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { accept: 'application/json, */*;q=0.5', 'user-agent': 'standard-webhooks-gateway', ...headers },
    // Rarely asked twice in a row.
    agent: false,
    signal,
  });
  // Once it is answered, what goes wrong is told by the answer.
  asking.on('error', () => undefined);
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return answer;
}
