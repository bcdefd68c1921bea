/** A request that the plain path has read. Its body goes to whoever takes it, as it comes. */
import type { Socket } from 'node:net';
import type { BodySink } from '../../line/receive.js';
import type { RawHeaders } from '../../model/delivery.js';
import type { PassingBody, RequestHead } from '../port-exchange.js';

export class PlainRequest implements RequestHead, PassingBody {
  readonly method = 'POST';
  readonly httpVersion = '1.1';
  readonly url: string;
  readonly rawHeaders: RawHeaders;
  readonly socket: Socket;
  #complete = false;
  #gone = false;
  #sink: BodySink | undefined;
  /** Called at the end of a body that nobody wants. */
  #over: (() => void) | undefined;
  /** What came while nobody took it; the connection is not read meanwhile. */
  #held: Buffer[] = [];
  #stopped = false;

  constructor(socket: Socket, target: string, rawHeaders: RawHeaders) {
    this.socket = socket;
    this.url = target;
    this.rawHeaders = rawHeaders;
  }

  get complete(): boolean {
    return this.#complete;
  }

  handTo(sink: BodySink): void {
    this.#sink = sink;
    this.#takeHeld();
  }

  letPass(over: () => void): void {
    this.#sink = undefined;
    this.#over = over;
    this.#takeHeld();
  }

  /** @returns false where nothing more is wanted for now: the connection is not to be read on. */
  take(chunk: Buffer): boolean {
    if (this.#over || this.#sink?.data(chunk) === true) return true;
    // What comes behind a refusal waits until somebody lets it pass.
    if (this.#sink) this.#sink = undefined;
    else this.#held.push(chunk);
    this.#stopped = true;
    return false;
  }

  /** The body is complete. */
  end(): void {
    this.#complete = true;
    this.#finish();
  }

  /** The source went away. */
  gone(): void {
    this.#gone = true;
    this.#finish();
  }

  #takeHeld(): void {
    if (this.#stopped) {
      this.#stopped = false;
      const held = this.#held;
      this.#held = [];
      let goOn = true;
      for (const chunk of held) goOn = this.take(chunk);
      if (goOn && !this.#complete) this.socket.resume();
    }
    if (this.#complete || this.#gone) this.#finish();
  }

  #finish(): void {
    const sink = this.#sink;
    const over = this.#over;
    if (!sink && !over) return;
    this.#sink = undefined;
    this.#over = undefined;
    over?.();
    if (this.#complete) sink?.end();
    else sink?.gone();
  }
}
