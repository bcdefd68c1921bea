/**
 * A connection on the plain path: cuts one request after the other out of it, as long as each is of the plainest kind.
 * What is not goes byte for byte to Node's server, with the connection, for good.
 */
import type { Socket } from 'node:net';
import { FOREIGN, INCOMPLETE, readHead, type Head } from './head.js';
import { PlainRequest } from './request.js';
import { PlainResponse, type Wire } from './response.js';

export interface Limits {
  /** Milliseconds from a request's first byte, or a connection's beginning, to the end of the head. */
  readonly headersTimeout: number;
  /** To the end of the body. */
  readonly requestTimeout: number;
  /** From an answer to the next request. */
  readonly keepAliveTimeout: number;
}

/** What a connection needs of its port. */
export interface Port {
  readonly limits: Limits;
  /** Milliseconds, of a clock that stands still between two looks at the connections. */
  readonly now: number;
  begin(request: PlainRequest, response: PlainResponse): void;
  /** Node's server takes the connection over. What it is to read first is in front of the socket again. */
  handOver(connection: PlainConnection, socket: Socket): void;
  /** What Node's parser would say of this connection. @param response of a request that broke off */
  broken(code: string, socket: Socket, response: PlainResponse | undefined): void;
  closed(connection: PlainConnection): void;
}

/** A head comes in so many pieces at the most. */
const MAX_PIECES = 4;

interface Exchange {
  readonly request: PlainRequest;
  readonly response: PlainResponse;
  /** Bytes of the body that are still to come. */
  left: number;
  /** The whole answer is written. */
  answered: boolean;
}

export class PlainConnection implements Wire {
  readonly #port: Port;
  readonly #socket: Socket;
  #exchange: Exchange | undefined;
  /** The beginning of a head. */
  #beginning: Buffer | undefined;
  #pieces = 0;
  /** What came behind a request before its answer was out. */
  #behind: Buffer | undefined;
  /** It came while the answer was owed. */
  #early = false;
  /** Neither this request nor any before it has come. */
  #fresh = true;
  #keepsAlive = true;
  /** Handed over, refused or closed: nothing more is read here. */
  #over = false;
  #since: number;

  constructor(port: Port, socket: Socket) {
    this.#port = port;
    this.#socket = socket;
    this.#since = port.now;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    socket.on('error', ignore);
  }

  get keepsAlive(): boolean {
    return this.#keepsAlive;
  }

  /** It waits for a further request. */
  get idle(): boolean {
    return !this.#exchange && !this.#beginning && !this.#fresh;
  }

  /** To be called every second. */
  look(now: number): void {
    if (this.#over) return;
    const { headersTimeout, requestTimeout, keepAliveTimeout } = this.#port.limits;
    const waited = now - this.#since;
    const exchange = this.#exchange;
    if (exchange && !exchange.answered) {
      if (exchange.left > 0 && waited > requestTimeout) this.#broken('ERR_HTTP_REQUEST_TIMEOUT');
    } else if (!exchange && (this.#fresh || this.#beginning)) {
      if (waited > headersTimeout) this.#broken('ERR_HTTP_REQUEST_TIMEOUT');
    } else if (waited > keepAliveTimeout) this.destroy();
  }

  write(text: string, body?: Buffer): void {
    this.#write(text, body, ignore);
  }

  end(text: string, body: Buffer | undefined, last: boolean): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    exchange.answered = true;
    this.#since = this.#port.now;
    if (last || exchange.left > 0) this.#keepsAlive = false;
    // Whoever does not read this answer does not get another one.
    if (!this.#write(text, body, this.#next)) this.#next();
  }

  /** @returns false where there is nothing to write, or nobody to hear it */
  #write(text: string, body: Buffer | undefined, written: () => void): boolean {
    const socket = this.#socket;
    if (!socket.writable) return false;
    if (body === undefined || body.length === 0) {
      if (text === '') return false;
      socket.write(text, 'latin1', written);
      return true;
    }
    socket.cork();
    if (text !== '') socket.write(text, 'latin1');
    socket.write(body, written);
    socket.uncork();
    return true;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly #onData = (chunk: Buffer): void => {
    const exchange = this.#exchange;
    if (this.#over) return;
    if (!exchange) this.#head(chunk);
    else if (exchange.left > 0) this.#body(exchange, chunk);
    else this.#keep(chunk, !exchange.answered);
  };

  #head(chunk: Buffer): void {
    const bytes = this.#beginning ? Buffer.concat([this.#beginning, chunk]) : chunk;
    const head = readHead(bytes);
    if (head === FOREIGN || (head === INCOMPLETE && ++this.#pieces > MAX_PIECES)) {
      this.#leave(bytes);
      return;
    }
    if (!this.#beginning) this.#since = this.#port.now;
    if (head === INCOMPLETE) {
      this.#beginning = bytes;
      return;
    }
    this.#begin(head, bytes);
  }

  #begin(head: Head, bytes: Buffer): void {
    this.#beginning = undefined;
    this.#pieces = 0;
    this.#fresh = false;
    this.#keepsAlive = head.keepAlive;
    const request = new PlainRequest(this.#socket, head.target, head.rawHeaders);
    const seconds = Math.floor(this.#port.limits.keepAliveTimeout / 1_000);
    const response = new PlainResponse(request, this, seconds);
    const exchange = { request, response, left: head.length, answered: false };
    this.#exchange = exchange;
    this.#port.begin(request, response);
    this.#body(exchange, bytes.subarray(head.bodyStart));
  }

  #body(exchange: Exchange, chunk: Buffer): void {
    const { request, left } = exchange;
    const behind = chunk.length > left ? chunk.subarray(left) : undefined;
    // A copy: a short body that is kept must not keep the memory of all that came with it.
    const ours = behind ? Buffer.from(chunk.subarray(0, left)) : chunk;
    exchange.left -= ours.length;
    if (ours.length > 0 && !request.take(ours) && exchange.left > 0) this.#socket.pause();
    if (behind) this.#keep(behind, true);
    if (exchange.left === 0) request.end();
  }

  /** What comes behind a request waits for its answer, and no more of it is read meanwhile. */
  #keep(chunk: Buffer, early: boolean): void {
    this.#behind = this.#behind ? Buffer.concat([this.#behind, chunk]) : chunk;
    this.#early ||= early;
    this.#socket.pause();
  }

  /** The answer is out. */
  readonly #next = (): void => {
    const exchange = this.#exchange;
    if (!exchange) return;
    this.#exchange = undefined;
    exchange.response.close();
    if (this.#over) return;
    if (!this.#keepsAlive) {
      this.#over = true;
      this.#socket.destroySoon();
      return;
    }
    const behind = this.#behind;
    if (!behind) return;
    this.#behind = undefined;
    if (this.#early) this.#leave(behind);
    else {
      this.#socket.resume();
      this.#head(behind);
    }
  };

  #leave(bytes: Buffer): void {
    const socket = this.#socket;
    this.#over = true;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('close', this.#onClose);
    socket.pause();
    socket.unshift(bytes);
    this.#port.handOver(this, socket);
    socket.off('error', ignore);
    socket.resume();
  }

  readonly #onEnd = (): void => {
    if (this.#over) return;
    const exchange = this.#exchange;
    if (this.#beginning || (exchange && exchange.left > 0)) this.#broken('HPE_INVALID_EOF_STATE');
    // Whoever has closed their side may still read the answer.
    else if (exchange && !exchange.answered) this.#keepsAlive = false;
    else this.#socket.end();
  };

  #broken(code: string): void {
    this.#over = true;
    this.#port.broken(code, this.#socket, this.#exchange?.response);
  }

  readonly #onClose = (): void => {
    this.#over = true;
    this.#port.closed(this);
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.request.gone();
    exchange?.response.close();
  };
}

/** A connection that breaks is closed too. */
function ignore(): void {
  // Nothing else is to be done.
}
