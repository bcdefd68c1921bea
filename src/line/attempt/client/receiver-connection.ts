/** One connection to a receiver, which carries one exchange at a time. */
import type { Socket } from 'node:net';
import type { MonotonicClock, MonotonicMs } from '../../../model/time.js';
import { AnswerFault } from './answer-lines.js';
import { AnswerReader, type AnswerListener } from './answer-reader.js';
import type { Connect } from './connect.js';

/** What a connection carries: a request, and who hears how it ends. */
export interface Carried extends AnswerListener {
  /** Of the request: latin1. */
  readonly head: string;
  readonly body: Buffer;
  /** Whether nobody waits for its answer any more. */
  readonly isOver: boolean;
  /** Its request is written now. */
  onBegin(connection: ReceiverConnection): void;
  onEnd(): void;
  /** Called once if there is no end; the connection is gone. */
  onError(error: Error): void;
}

/** Who opened it. */
export interface Keeper {
  /** It stands, or has carried an exchange to its end, and may carry one. */
  onFree(connection: ReceiverConnection): void;
  /** Called once. @param error why it never stood */
  onGone(connection: ReceiverConnection, error: Error | undefined): void;
}

/** The receiver has closed it. */
export class ConnectionEnded extends Error {
  readonly code = 'CONNECTION_ENDED';
}

/** Up to this, head and body are one write: a copy costs less than a second write. It is sent as soon as it is written. */
const SHORT_BODY = 16 * 1024;

/** Without a word of the receiver's, an idle connection is kept for so many milliseconds; with one, at most for the other. */
const KEPT_MS = 4_000;
const KEPT_AT_MOST_MS = 600_000;
/** We close it so much earlier than the receiver would. */
const MARGIN_MS = 2_000;

/** How long the rest of a body may still be on its way when its answer has come. */
const REST_MS = 15_000;

export class ReceiverConnection {
  readonly #keeper: Keeper;
  readonly #now: MonotonicClock;
  readonly #reader = new AnswerReader();
  #socket: Socket | undefined;
  #carried: Carried | undefined;
  #exchanges = 0;
  /** A part of the request still waits to be sent. */
  #isSending = false;
  #sentAt: MonotonicMs = 0;
  #standsSince: MonotonicMs = 0;
  #freeSince: MonotonicMs = 0;
  #rest: NodeJS.Timeout | undefined;
  /** Who gets it once it is known to be good. */
  seat: Carried | undefined;
  isGone = false;
  /** A byte of the present exchange's answer has come, be it of an interim one. */
  isAnswering = false;

  constructor(connect: Connect, keeper: Keeper, now: MonotonicClock) {
    this.#keeper = keeper;
    this.#now = now;
    connect(this.#onBytes, (opened) => {
      if (opened instanceof Error) this.#lose(opened);
      else this.#stand(opened);
    });
  }

  /** Whether the present exchange is not the first on this connection. */
  get isReused(): boolean {
    return this.#exchanges > 1;
  }

  /** @returns milliseconds since the last byte was sent; 0 while there are more to send */
  sinceSent(): number {
    return this.#isSending ? 0 : this.#now() - this.#sentAt;
  }

  /** Whether it may carry another exchange. @param maxAge milliseconds */
  isGood(now: MonotonicMs, maxAge: number): boolean {
    return !this.isGone && now - this.#standsSince <= maxAge && now - this.#freeSince < this.#keptFor();
  }

  carry(carried: Carried): void {
    this.#carried = carried;
    this.#exchanges += 1;
    this.#sentAt = this.#now();
    this.isAnswering = false;
    this.#reader.begin(carried);
    carried.onBegin(this);
    this.#write(carried);
  }

  /** Closes it at once, and with it what it carries, which hears nothing of that. */
  drop(): void {
    this.#carried = undefined;
    this.#close();
  }

  /** Closes it at once; what it carries ends by this error. @returns when nothing is left of it */
  async destroy(error: Error): Promise<void> {
    const socket = this.#socket;
    this.#lose(error);
    if (socket && !socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  }

  #stand(socket: Socket): void {
    socket.on('error', this.#onError);
    if (this.isGone) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    this.#standsSince = this.#now();
    this.#freeSince = this.#standsSince;
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    this.#keeper.onFree(this);
  }

  #write({ head, body }: Carried): void {
    const socket = this.#socket;
    if (!socket) return;
    if (body.length > SHORT_BODY) {
      this.#isSending = true;
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body, this.#onSent);
      socket.uncork();
      return;
    }
    const bytes = Buffer.allocUnsafe(head.length + body.length);
    bytes.write(head, 'latin1');
    body.copy(bytes, head.length);
    socket.write(bytes);
  }

  readonly #onSent = (): void => {
    this.#isSending = false;
    this.#sentAt = this.#now();
    if (this.#rest === undefined) return;
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#free();
  };

  readonly #onBytes = (bytes: Buffer): void => {
    const carried = this.#carried;
    // No receiver speaks before it is asked: what it says would be read as the answer to the next request.
    if (!carried) {
      this.#close();
      return;
    }
    this.isAnswering = true;
    try {
      if (this.#reader.read(bytes) !== 'ended') return;
    } catch (error) {
      if (!(error instanceof AnswerFault)) throw error;
      this.#lose(error);
      return;
    }
    this.#carried = undefined;
    if (!this.#reader.head.keepAlive || this.#reader.at < bytes.length) this.#close();
    else if (this.#isSending) this.#awaitRest();
    else this.#free();
    carried.onEnd();
  };

  /** The receiver answered before it had the whole body, which it may want all the same. */
  #awaitRest(): void {
    this.#rest = setTimeout(() => {
      this.#close();
    }, REST_MS).unref();
  }

  #free(): void {
    this.#freeSince = this.#now();
    if (this.#keptFor() > 0) this.#keeper.onFree(this);
    else this.#close();
  }

  #keptFor(): number {
    const { keepAliveFor } = this.#reader.head;
    if (keepAliveFor === undefined) return KEPT_MS;
    return Math.min(keepAliveFor * 1_000 - MARGIN_MS, KEPT_AT_MOST_MS);
  }

  /** The receiver has closed its side, or all is closed. */
  readonly #onEnd = (): void => {
    this.#lose(new ConnectionEnded());
  };

  readonly #onError = (error: Error): void => {
    this.#lose(error);
  };

  #lose(error: Error): void {
    const carried = this.#carried;
    this.#carried = undefined;
    // Whoever ends an answer by closing may do so with a reset: parts of our request were not read then.
    const isWhole = carried && this.#reader.endsHere && isOtherSides(error);
    this.#close(error);
    if (isWhole) carried.onEnd();
    else carried?.onError(error);
  }

  #close(error?: Error): void {
    if (this.isGone) return;
    this.isGone = true;
    clearTimeout(this.#rest);
    this.#socket?.destroy();
    this.#keeper.onGone(this, this.#socket ? undefined : error);
  }
}

function isOtherSides(error: Error): boolean {
  return error instanceof ConnectionEnded || (error as Error & { code?: string }).code === 'ECONNRESET';
}
