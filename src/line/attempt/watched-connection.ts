/**
 * One connection to a receiver at a time, as undici's `Client` keeps it, and what an exchange on it must know beyond
 * undici's word: whether it was used before, whether any byte of an answer came, and the first error of its socket.
 */
import type { Socket } from 'node:net';
import { Client, type buildConnector, type Dispatcher } from 'undici';
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';
import { InterimFilter } from './interim.js';

type Connect = buildConnector.connector;

/** A body that is surely handed to the system at once, and sent as soon as it is written. */
const SHORT_BODY = 16 * 1024;

export class Connection {
  readonly #now: MonotonicClock;
  readonly #interim = new InterimFilter();
  #socket: Socket | undefined;
  #exchanges = 0;
  #sentAt: MonotonicMs = 0;
  /** A part of the request still waits to be sent. */
  #sending = false;
  /** A byte of the present exchange's answer has come, be it of an interim one. */
  answering = false;
  /** The first error of the socket: undici may put one of its own in its place. */
  error: Error | undefined;

  constructor(now: MonotonicClock) {
    this.#now = now;
  }

  /** Connects as `connect` does, and keeps an eye on the socket. */
  watching(connect: Connect): Connect {
    return (options, callback) => {
      connect(options, (...[error, socket]) => {
        if (error) {
          callback(error, null);
          return;
        }
        this.#watch(socket);
        callback(null, socket);
      });
    };
  }

  /** An exchange begins: its request is written within this turn of the loop. @param bytes of its body */
  begin(bytes: number): void {
    const socket = this.#socket;
    this.#exchanges += 1;
    this.#sentAt = this.#now();
    this.#sending = false;
    this.answering = false;
    this.#interim.begin();
    if (bytes <= SHORT_BODY || !socket) return;
    queueMicrotask(() => {
      this.#sending = socket.writableNeedDrain;
    });
  }

  /** Whether the present exchange is not the first on this connection. */
  get reused(): boolean {
    return this.#exchanges > 1;
  }

  /** @returns milliseconds since the last byte was sent; 0 while there are more to send */
  sinceSent(): number {
    return this.#sending ? 0 : this.#now() - this.#sentAt;
  }

  #watch(socket: Socket): void {
    this.#socket = socket;
    this.#exchanges = 0;
    this.error = undefined;
    socket.once('error', (error) => (this.error = error));
    socket.on('drain', () => {
      this.#sending = false;
      this.#sentAt = this.#now();
    });
    const read = socket.read.bind(socket) as () => Buffer | null;
    socket.read = () => {
      for (;;) {
        const chunk = read();
        if (chunk === null) return null;
        this.answering = true;
        const rest = this.#interim.pass(chunk);
        if (rest) return rest;
      }
    };
  }
}

/** What `dispatch` takes here: it tells the exchange which connection it is given. */
export interface ExchangeOptions extends Dispatcher.DispatchOptions {
  readonly exchange: { connection: Connection | undefined };
}

/** A client of the pool. */
export class WatchedClient extends Client {
  readonly #connection: Connection;

  constructor(origin: URL, options: Client.Options, connect: Connect, now: MonotonicClock) {
    const connection = new Connection(now);
    super(origin, { ...options, connect: connection.watching(connect) });
    this.#connection = connection;
  }

  override dispatch(options: ExchangeOptions, handler: Dispatcher.DispatchHandler): boolean {
    options.exchange.connection = this.#connection;
    return super.dispatch(options, handler);
  }
}
