/** An answer on the plain path: the bytes that Node's own would be. */
import { STATUS_CODES } from 'node:http';
import type { PortResponse } from '../port-exchange.js';
import type { PlainRequest } from './request.js';

/** Where an answer goes. */
export interface Wire {
  /** Another request may come behind this one. */
  readonly keepsAlive: boolean;
  write(text: string, body?: Buffer): void;
  /** @param text and body are the end of an answer; both may be empty. @param last of the connection's */
  end(text: string, body: Buffer | undefined, last: boolean): void;
  destroy(): void;
}

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const UNFIT = /[^\t\x20-\x7e\x80-\xff]/;

/** Names that have been looked at: most answers have the same ones. */
const known = new Set<string>();
const MAX_KNOWN = 64;

export class PlainResponse implements PortResponse {
  readonly req: PlainRequest;
  readonly #wire: Wire;
  readonly #keepAliveSeconds: number;
  /** Not sent yet. */
  #head = '';
  #headersSent = false;
  #last = false;
  #chunked = false;
  #ended = false;
  #closed = false;
  #listeners: (() => void)[] | undefined;

  /** @param keepAliveSeconds what it tells of how long the connection waits for the next request */
  constructor(req: PlainRequest, wire: Wire, keepAliveSeconds: number) {
    this.req = req;
    this.#wire = wire;
    this.#keepAliveSeconds = keepAliveSeconds;
  }

  get headersSent(): boolean {
    return this.#headersSent;
  }

  get closed(): boolean {
    return this.#closed;
  }

  writeHead(status: number, headers: string[]): void {
    if (!Number.isInteger(status) || status < 100 || status > 999)
      throw new RangeError(`no status of an answer: ${status}`);
    let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`;
    let connection: string | undefined;
    let sized = status === 204 || status === 304;
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i] ?? '';
      const value = headers[i + 1] ?? '';
      if (!isName(name)) throw new TypeError('a name of an answer’s header is none');
      if (UNFIT.test(value)) throw new TypeError(`a value of an answer's header cannot be written: ${name}`);
      text += `${name}: ${value}\r\n`;
      if (name === 'Connection') connection = value;
      else if (name === 'Content-Length') sized = true;
    }
    text += `Date: ${httpDate()}\r\n`;
    this.#last = connection === 'close' || !this.#wire.keepsAlive;
    if (connection === undefined)
      text += this.#last
        ? 'Connection: close\r\n'
        : `Connection: keep-alive\r\nKeep-Alive: timeout=${this.#keepAliveSeconds}\r\n`;
    this.#chunked = !sized;
    if (this.#chunked) text += 'Transfer-Encoding: chunked\r\n';
    this.#head = `${text}\r\n`;
    this.#headersSent = true;
  }

  write(body: Buffer): void {
    this.#wire.write(this.#takeHead(), body);
  }

  end(body?: Buffer | string): void {
    if (this.#ended || this.#closed) return;
    this.#ended = true;
    let text = this.#takeHead();
    // Of an answer without a length, which has no body here.
    if (this.#chunked) text += '0\r\n\r\n';
    if (typeof body === 'string') text += body;
    this.#wire.end(text, typeof body === 'string' ? undefined : body, this.#last);
  }

  destroy(): void {
    this.#wire.destroy();
  }

  on(_event: 'close', listener: () => void): void {
    (this.#listeners ??= []).push(listener);
  }

  once(event: 'close', listener: () => void): void {
    this.on(event, listener);
  }

  /** It is out, or its connection is gone. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
  }

  #takeHead(): string {
    const head = this.#head;
    this.#head = '';
    return head;
  }
}

function isName(name: string): boolean {
  if (known.has(name)) return true;
  if (!NAME.test(name)) return false;
  if (known.size < MAX_KNOWN) known.add(name);
  return true;
}

let dateOf = -1;
let date = '';

/** Made once a second. */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1_000);
  if (second !== dateOf) {
    dateOf = second;
    date = new Date(second * 1_000).toUTCString();
  }
  return date;
}
