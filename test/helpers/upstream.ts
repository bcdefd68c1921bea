/** A receiver on a real socket that keeps every request's bytes and answers as told. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A status, a status with headers and body, or full control over the response. */
export type Reply =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer }
  | ((request: Received, response: ServerResponse) => void | Promise<void>);

export interface Upstream {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  readonly server: Server;
  /** What to answer from now on. */
  reply(reply: Reply): void;
  close(): Promise<void>;
}

export async function startUpstream(reply: Reply = 200, port = 0): Promise<Upstream> {
  const received: Received[] = [];
  let current = reply;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const entry: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(chunks),
        at: Date.now(),
      };
      received.push(entry);
      if (typeof current === 'function') void current(entry, response);
      else if (typeof current === 'number') response.writeHead(current).end();
      else response.writeHead(current.status, current.headers).end(current.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const at = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${at}`,
    port: at,
    received,
    server,
    reply(next) {
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
