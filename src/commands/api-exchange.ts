/**
 * One request and its whole answer. If there is no answer, the error has a `code`. It follows no redirect, so the token
 * goes nowhere else.
 */
import type { AdminTls } from './admin-tls.js';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** A test event waits for the receiver, whose timeout is a minute unless somebody chose more. */
const ANSWER_TIMEOUT_MS = 150_000;
const CONNECT_TIMEOUT_MS = 5_000;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** @param path goes out as it is: a URL would take `..` in an id for a step up. */
export type Exchange = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
) => Promise<ApiAnswer>;

/** @param tls for https */
export function createExchange({ protocol, hostname, port }: URL, tls: AdminTls = {}): Exchange {
  const secure = protocol === 'https:';
  const pooled = { keepAlive: true, maxSockets: 1 };
  const agent = secure ? new HttpsAgent({ ...pooled, ...tls }) : new HttpAgent(pooled);
  const target = { hostname: hostname.replace(/^\[|\]$/g, ''), port, agent, timeout: ANSWER_TIMEOUT_MS };
  return function exchange(method, path, headers, body) {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const request = (secure ? httpsRequest : httpRequest)({
        ...target,
        method,
        path,
        headers: { ...headers, ...length },
      });
      const giveUp = (): void => {
        request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
      };
      request.on('timeout', giveUp);
      request.on('error', reject);
      request.on('socket', (socket) => {
        if (!socket.connecting) return;
        const timer = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
        const stop = (): void => {
          clearTimeout(timer);
        };
        socket.once('connect', stop).once('close', stop);
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      request.end(body);
    });
  };
}
