/**
 * One exchange with the receiver. Once the header block of its answer has ended, the status decides: what breaks behind
 * it costs the answer's body at the most. Before that it is a Failure.
 */
import type { Failure } from '../../model/delivery.js';
import type { ReceiverAnswer } from '../../model/outcome.js';
import type { AnswerHead } from './client/answer-head.js';
import type { Carried, ReceiverConnection } from './client/receiver-connection.js';
import type { MonotonicMs } from '../../model/time.js';
import type { Timed } from './deadlines.js';
import { reasonOf } from './reasons.js';

/** Bytes of the receiver's answer that are kept and relayed. If it is longer, its connection is dropped. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** An answer's first byte later than this after our last: the receiver has perhaps worked on the request. */
const RESEND_WITHIN_MS = 1_000;

const EMPTY: Buffer = Buffer.alloc(0);

type End = ReceiverAnswer | Failure;

/** What the exchanges of one forwarder have in common. */
export interface Shared {
  /** Sends the request again, on a connection that nobody has used; undefined: never. */
  readonly resend: ((exchange: Exchange) => void) | undefined;
  /** Called once for each that has ended. */
  readonly over: (exchange: Exchange) => void;
}

export class Exchange implements Carried, Timed {
  readonly #shared: Shared;
  readonly head: string;
  readonly body: Buffer;
  readonly #ended: (end: End) => void;
  dueAt: MonotonicMs = 0;
  before: Timed | undefined;
  after: Timed | undefined;
  /** The one that carries it, from its beginning on. */
  #connection: ReceiverConnection | undefined;
  #answer: AnswerHead | undefined;
  #resent = false;
  /** Of the answer's body: what came first, and what came behind it. */
  #first = EMPTY;
  #others: Buffer[] | undefined;
  #bytes = 0;
  isOver = false;

  /**
   * @param head of the request: latin1
   * @param ended called once
   */
  constructor(shared: Shared, head: string, body: Buffer, ended: (end: End) => void) {
    this.#shared = shared;
    this.head = head;
    this.body = body;
    this.#ended = ended;
  }

  /** Gives it up: it ends as a Failure, or with the answer's part that has come. */
  abort(): void {
    this.#stop({ kind: 'timeout', reason: 'given_up' });
  }

  timeUp(): void {
    this.#stop({ kind: 'timeout', reason: 'receiver_timeout' });
  }

  /** Ends it now if the receiver's status is known. @returns whether it is */
  conclude(): boolean {
    if (!this.#answer) return false;
    this.abort();
    return true;
  }

  onBegin(connection: ReceiverConnection): void {
    this.#connection = connection;
  }

  onHead(head: AnswerHead): void {
    this.#answer = head;
  }

  onBody(bytes: Buffer, from: number, to: number): boolean {
    const kept = Math.min(to - from, MAX_ANSWER_BYTES - this.#bytes);
    if (kept > 0) this.#keep(copyOf(bytes, from, from + kept));
    this.#bytes += to - from;
    if (this.#bytes <= MAX_ANSWER_BYTES) return true;
    this.#connection?.drop();
    this.#answered('answer_too_long');
    return false;
  }

  #keep(bytes: Buffer): void {
    if (this.#bytes === 0) this.#first = bytes;
    else (this.#others ??= []).push(bytes);
  }

  onEnd(): void {
    this.#answered();
  }

  onError(error: Error): void {
    if (this.isOver) return;
    if (this.#answer) this.#answered('answer_framing');
    else if (this.#worthResending(error)) this.#shared.resend?.(this);
    else this.#end(this.#failureOf(error));
  }

  /** A receiver that closes idle connections may do so while we write into one: it has not seen the request. */
  #worthResending(error: Error): boolean {
    const connection = this.#connection;
    if (!this.#shared.resend || this.#resent || !connection?.isReused || connection.isAnswering) return false;
    // What we closed ourselves, because the process ends, is no receiver's doing.
    if (reasonOf(error) !== 'reset' || connection.sinceSent() >= RESEND_WITHIN_MS) return false;
    this.#resent = true;
    this.#connection = undefined;
    return true;
  }

  #failureOf(error: Error): Failure {
    if (this.#connection?.isAnswering)
      return { kind: 'unreachable', reason: 'answer_unreadable', answered: true };
    return { kind: 'unreachable', reason: reasonOf(error) };
  }

  /** @param fault why its body is not all that the receiver sent, or meant to send */
  #answered(fault?: AnswerFault): void {
    if (!this.#answer) return;
    const { status, contentType, contentEncoding, retryAfter } = this.#answer;
    // A part of what is compressed cannot be read, and some clients take the whole answer for broken then.
    const unreadable = fault !== undefined && contentEncoding !== undefined;
    this.#end({
      status,
      contentType,
      contentEncoding,
      retryAfter,
      body: unreadable ? EMPTY : this.#others ? Buffer.concat([this.#first, ...this.#others]) : this.#first,
      reason: fault === 'answer_too_long' ? undefined : fault,
    });
  }

  #stop(failure: Failure): void {
    if (this.isOver) return;
    this.#connection?.drop();
    if (this.#answer) this.#answered('answer_unfinished');
    else this.#end(failure);
  }

  #end(end: End): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#shared.over(this);
    this.#ended(end);
  }
}

type AnswerFault = 'answer_too_long' | 'answer_framing' | 'answer_unfinished';

function copyOf(bytes: Buffer, from: number, to: number): Buffer {
  const copy = Buffer.allocUnsafe(to - from);
  bytes.copy(copy, 0, from, to);
  return copy;
}
