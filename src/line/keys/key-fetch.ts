/**
 * One question to a host of keys: no redirect is followed, and neither its time nor its answer may grow. Whatever is not
 * a plain answer is none: nobody is refused for it.
 */
import { request, type Dispatcher } from 'undici';

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

/**
 * @param dispatcher whose connections are used; left out: those of the process
 * @param timeout milliseconds
 */
export function createFetchKey(dispatcher?: Dispatcher, timeout = KEY_TIMEOUT_MS): FetchKey {
  return async ({ address, headers = {}, body }) => {
    try {
      const answer = await request(address, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'application/json, */*;q=0.5',
          'user-agent': 'standard-webhooks-gateway',
          ...headers,
        },
        ...(body !== undefined && { body }),
        ...(dispatcher && { dispatcher }),
        signal: AbortSignal.timeout(timeout),
      });
      const bytes = await upTo(MAX_KEY_BYTES, answer.body);
      if (!bytes) return undefined;
      const control = [answer.headers['cache-control']].flat().join(',');
      const maxAge = /(?:^|[,\s])max-age=(\d{1,9})(?:$|[,\s])/i.exec(control)?.[1];
      return {
        status: answer.statusCode,
        body: bytes,
        maxAge: maxAge === undefined ? undefined : Number(maxAge),
      };
    } catch {
      return undefined;
    }
  };
}

/** @returns undefined past the limit; the rest is not read */
async function upTo(limit: number, stream: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
