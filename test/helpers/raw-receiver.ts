/** A receiver that answers with exact bytes, for everything a proper server cannot say. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** One request as it came. */
export interface RawRequest {
  readonly head: string;
  readonly body: Buffer;
  /** Which request of its connection it is, from 1. */
  readonly number: number;
  readonly connection: Socket;
}

export interface RawReceiver {
  readonly url: string;
  readonly port: number;
  readonly requests: RawRequest[];
  /** Of connections made so far. */
  connections(): number;
  close(): Promise<void>;
}

/** Bytes to answer with, or full control over the connection. */
export type RawReply = string | Buffer | ((request: RawRequest) => void);

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** @param socketPath where it listens; left out: a free port */
export async function startRawReceiver(reply: RawReply, socketPath?: string): Promise<RawReceiver> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let number = 0;
    let bytes = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let request = take(); request; request = take()) {
        requests.push(request);
        if (typeof reply === 'function') reply(request);
        else socket.write(reply);
      }
    });

    function take(): RawRequest | undefined {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      const head = bytes.toString('latin1', 0, end);
      const from = end + 4;
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (bytes.length < from + length) return undefined;
      const body = bytes.subarray(from, from + length);
      bytes = bytes.subarray(from + length);
      number += 1;
      return { head, body, number, connection: socket };
    }
  });
  await new Promise<void>((resolve) => {
    if (socketPath === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(socketPath, resolve);
  });
  const { port } = socketPath === undefined ? (server.address() as AddressInfo) : { port: 0 };
  return {
    url: socketPath === undefined ? `http://127.0.0.1:${port}` : `http+unix://${socketPath}:/hooks`,
    port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
