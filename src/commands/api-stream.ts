/** Server-sent events of the admin API, for as long as they come. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ApiAnswer } from './api-exchange.js';

/** The gateway gives a sign of life every 15 s. */
const SILENCE_MS = 45_000;

export interface StreamRequest {
  readonly base: URL;
  /** Goes out as it is. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly hear: (event: string, data: unknown) => void;
}

/**
 * Resolves when the gateway, or `signal`, ended it; with the answer if it is no stream. If the connection is lost, the
 * error has a `code`.
 */
export function readStream({
  base,
  path,
  headers,
  signal,
  hear,
}: StreamRequest): Promise<ApiAnswer | undefined> {
  const { protocol, hostname, port } = base;
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)({
      ...{ hostname: hostname.replace(/^\[|\]$/g, ''), port, path, headers, signal },
      ...{ method: 'GET', agent: false, timeout: SILENCE_MS },
    });
    const failed = (error: unknown): void => {
      if (signal.aborted) resolve(undefined);
      else reject(error instanceof Error ? error : new Error('lost'));
    };
    request.on('timeout', () => {
      request.destroy(Object.assign(new Error('silent for too long'), { code: 'ETIMEDOUT' }));
    });
    request.on('error', failed);
    request.on('response', (response) => {
      response.on('error', failed);
      response.setEncoding('utf8');
      if (response.headers['content-type'] === 'text/event-stream') hearAll(response, hear, resolve);
      else readWhole(response, resolve);
    });
    request.end();
  });
}

function hearAll(
  response: IncomingMessage,
  hear: StreamRequest['hear'],
  ended: (answer: undefined) => void,
): void {
  let rest = '';
  response.on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
      if (event !== '') hear(event, JSON.parse(data) as unknown);
    }
  });
  response.on('end', () => {
    ended(undefined);
  });
}

function readWhole(response: IncomingMessage, resolve: (answer: ApiAnswer) => void): void {
  let text = '';
  response.on('data', (chunk: string) => (text += chunk));
  response.on('end', () => {
    resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
  });
}
