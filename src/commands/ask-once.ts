/** One GET to the admin port without a token, for what anybody may ask: health and metrics. */
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import type { AdminTls } from './admin-tls.js';

export interface Asked {
  /** Undefined: there was no answer, and `code` says why. */
  readonly status: number | undefined;
  readonly text: string;
  readonly code: string;
}

/** @param tls `rejectUnauthorized: false` asks whoever stands there: for this machine alone, and for no secret */
export function askOnce(
  url: URL,
  tls: AdminTls & { readonly rejectUnauthorized?: false },
  timeoutMs: number,
): Promise<Asked> {
  return new Promise((resolve) => {
    const ended = (code: string): void => {
      resolve({ status: undefined, text: '', code });
    };
    const get = url.protocol === 'https:' ? getSecure : getPlain;
    const request = get(url, { ...tls, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        resolve({ status: response.statusCode, text, code: '' });
      });
      response.on('error', () => {
        ended('ECONNRESET');
      });
    });
    request.on('error', (error: Error & { code?: string }) => {
      ended(error.name === 'AbortError' ? 'ETIMEDOUT' : String(error.code));
    });
  });
}
