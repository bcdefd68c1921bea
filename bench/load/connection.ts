/** One kept connection to the gateway, as cheap as it gets: prepared bytes out, the answer's status in. */
import { connect, type Socket } from 'node:net';
import type { Wire } from './mint.js';

/** The status, or 0 where the connection broke. */
export type Answered = (status: number) => void;

export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #answered: Answered | undefined;
  #received: Buffer | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** One at a time. */
  send(wire: Wire, answered: Answered): void {
    this.#answered = answered;
    const socket = (this.#socket ??= this.#open());
    if (wire.length > 1) socket.cork();
    for (const piece of wire) socket.write(piece);
    if (wire.length > 1) socket.uncork();
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk: Buffer) => {
      this.#read(chunk);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#end(0);
    });
    return socket;
  }

  #read(chunk: Buffer): void {
    const received = this.#received ? Buffer.concat([this.#received, chunk]) : chunk;
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd < 0 || !isWhole(received, headEnd)) {
      this.#received = received;
      return;
    }
    this.#end(Number(received.toString('latin1', 9, 12)));
  }

  #end(status: number): void {
    const answered = this.#answered;
    this.#answered = undefined;
    this.#received = undefined;
    answered?.(status);
  }
}

function isWhole(received: Buffer, headEnd: number): boolean {
  const head = received.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return received.length >= headEnd + 4 + Number(length);
  return /\r\ntransfer-encoding: *chunked/i.test(head) ? received.includes('0\r\n\r\n', headEnd + 2) : true;
}
