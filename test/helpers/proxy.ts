/** A proxy on a real socket that makes tunnels (CONNECT), keeps what it was asked and answers as told. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Credentials } from './certificates.js';

export interface Asked {
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Proxy {
  readonly url: string;
  readonly port: number;
  readonly asked: Asked[];
  /** Bytes that went through towards receivers. */
  readonly sent: () => string;
  /** Tunnels that stand. */
  readonly open: () => number;
  /** Ends every tunnel that stands. */
  cut(): void;
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Bytes to answer with in place of a tunnel; empty: nothing is ever answered. */
  readonly answer?: string | undefined;
  /** Whom the tunnels lead to, whatever was asked for. */
  readonly port?: number;
  /** For one that is spoken to in TLS. */
  readonly tls?: Credentials;
}

export async function startProxy({ answer, port, tls }: ProxyOptions = {}): Promise<Proxy> {
  const asked: Asked[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const tunnels = new Set<Socket>();
  const server: Server = tls ? createSecure(tls) : createServer();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.on('request', (_request, response) => response.writeHead(400).end('CONNECT alone'));
  server.on('connect', (request, client: Socket) => {
    const target = request.url ?? '';
    asked.push({ target, headers: request.headers });
    client.on('error', () => undefined);
    if (answer !== undefined) {
      if (answer !== '') client.end(answer);
      return;
    }
    const onward = connect(port ?? Number(target.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.on('data', (chunk: Buffer) => chunks.push(chunk));
      client.pipe(onward).pipe(client);
    });
    tunnels.add(onward);
    onward
      .on('error', () => client.destroy())
      .on('close', () => {
        tunnels.delete(onward);
        client.destroy();
      });
    client.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = (server.address() as AddressInfo).port;
  return {
    url: `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${at}`,
    port: at,
    asked,
    sent: () => Buffer.concat(chunks).toString('latin1'),
    open: () => tunnels.size,
    cut() {
      for (const tunnel of tunnels) tunnel.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
