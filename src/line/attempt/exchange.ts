/**
 * One exchange with the receiver. Once the header block of its answer has ended, the status decides: what breaks behind
 * it costs the answer's body at the most. Before that it is a Failure.
 */
import type { Dispatcher } from 'undici';
import type { Failure } from '../../model/delivery.js';
import type { ReceiverAnswer } from '../../model/outcome.js';
import type { Connection } from './watched-connection.js';
import { reasonOf } from './reasons.js';

/** Bytes of the receiver's answer that are kept and relayed. If it is longer, its connection is dropped. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** An answer's first byte later than this after our last: the receiver has perhaps worked on the request. */
const RESEND_WITHIN_MS = 1_000;

type End = ReceiverAnswer | Failure;

interface Parts {
  /** Milliseconds for all of it. */
  readonly timeout: number;
  /** Of the request's body. */
  readonly bytes: number;
  /** Called once. */
  readonly ended: (end: End) => void;
  /** Sends the request again, on a connection that nobody has used; undefined: never. */
  readonly resend: (() => void) | undefined;
}

export class Exchange implements Dispatcher.DispatchHandler {
  readonly #parts: Parts;
  readonly #timer: NodeJS.Timeout;
  #ended = false;
  #controller: Dispatcher.DispatchController | undefined;
  #stopped: Failure | undefined;
  #resent = false;
  #status = 0;
  #contentType: string | undefined;
  #contentEncoding: string | undefined;
  #retryAfter: string | undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  /** Given by the client that takes it, before it begins. */
  connection: Connection | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#timer = setTimeout(() => {
      this.#stop({ kind: 'timeout', reason: 'receiver_timeout' });
    }, parts.timeout);
  }

  /** Gives it up: it ends as a Failure soon, or with the answer's part that has come. */
  readonly abort = (): void => {
    this.#stop({ kind: 'timeout', reason: 'given_up' });
  };

  /** Ends it now if the receiver's status is known. @returns whether it is */
  readonly conclude = (): boolean => {
    if (this.#status === 0) return false;
    this.abort();
    return true;
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stopped) controller.abort(new Error(this.#stopped.reason));
    else this.connection?.begin(this.#parts.bytes);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#contentType = single(headers['content-type']);
    this.#contentEncoding = joined(headers['content-encoding']);
    this.#retryAfter = single(headers['retry-after']);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = MAX_ANSWER_BYTES - this.#bytes;
    if (room > 0) this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_ANSWER_BYTES) {
      this.#answered('answer_too_long');
      controller.abort(new Error('answer too long'));
    }
  }

  onResponseEnd(): void {
    this.#answered();
  }

  /** @param controller none if the request was never sent */
  onResponseError(controller: Dispatcher.DispatchController | null | undefined, error: Error): void {
    if (this.#ended) return;
    if (this.#status !== 0) this.#answered(this.#stopped ? 'answer_unfinished' : 'answer_framing');
    else if (this.#stopped) this.#end(this.#stopped);
    else if (controller && this.#worthResending(error)) this.#parts.resend?.();
    else this.#end(this.#failureOf(error, Boolean(controller)));
  }

  /** A receiver that closes idle connections may do so while we write into one: it has not seen the request. */
  #worthResending(error: Error): boolean {
    const { connection } = this;
    if (!this.#parts.resend || this.#resent || !connection?.reused || connection.answering) return false;
    // What we closed ourselves, because the process ends, is no receiver's doing.
    if (reasonOf(error) !== 'reset' || connection.sinceSent() >= RESEND_WITHIN_MS) return false;
    this.#resent = true;
    this.#controller = undefined;
    return true;
  }

  /** @param begun whether the request was sent, on this connection */
  #failureOf(error: Error, begun: boolean): Failure {
    if (!begun) return { kind: 'unreachable', reason: reasonOf(error) };
    const { connection } = this;
    if (connection?.answering) return { kind: 'unreachable', reason: 'answer_unreadable', answered: true };
    return { kind: 'unreachable', reason: reasonOf(connection?.error ?? error) };
  }

  /** @param fault why its body is not all that the receiver sent, or meant to send */
  #answered(fault?: AnswerFault): void {
    // A part of what is compressed cannot be read, and some clients take the whole answer for broken then.
    const unreadable = fault !== undefined && this.#contentEncoding !== undefined;
    const [first = EMPTY] = this.#chunks;
    this.#end({
      status: this.#status,
      contentType: this.#contentType,
      contentEncoding: this.#contentEncoding,
      retryAfter: this.#retryAfter,
      body: unreadable ? EMPTY : this.#chunks.length <= 1 ? first : Buffer.concat(this.#chunks),
      reason: fault === 'answer_too_long' ? undefined : fault,
    });
  }

  /** Before the connection stands there is no controller: then the failure is told at once. */
  #stop(failure: Failure): void {
    if (this.#ended) return;
    this.#stopped = failure;
    if (this.#controller) this.#controller.abort(new Error(failure.reason));
    else this.#end(failure);
  }

  #end(end: End): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#parts.ended(end);
  }
}

type AnswerFault = 'answer_too_long' | 'answer_framing' | 'answer_unfinished';

const EMPTY = Buffer.alloc(0);

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A list may come in one header or in several. */
function joined(value: string | string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value;
}
