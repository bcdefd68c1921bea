/**
 * Reads the answers of a connection, one at a time, strictly as RFC 9112 has them. Interim answers are skipped, asked
 * for or not (RFC 9110, section 15.2). What can be read in two ways is a fault.
 */
import { AnswerHead, checkBeginning, checkTrailer } from './answer-head.js';
import { AnswerFault, AnswerLines } from './answer-lines.js';

/** Of a header block, of trailers, and of the line before a chunk. */
const MAX_LINES_BYTES = 64 * 1024;

/** Who hears of an answer. */
export interface AnswerListener {
  onHead(head: AnswerHead): void;
  /** Its next bytes are those from `from` to `to`, valid within this call alone. @returns whether the rest is wanted */
  onBody(bytes: Buffer, from: number, to: number): boolean;
}

/** `stopped`: the listener wants no more. */
export type Read = 'more' | 'ended' | 'stopped';

type State = 'head' | 'length' | 'close' | 'size' | 'chunk' | 'chunk end' | 'trailers';

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*"';
/** Its digits fit into a whole number. */
const SIZE = new RegExp(`^0*([0-9A-Fa-f]{1,13})(?:;${TOKEN}(?:=(?:${TOKEN}|${QUOTED}))?)*$`);

export class AnswerReader {
  readonly #lines = new AnswerLines(MAX_LINES_BYTES);
  #listener!: AnswerListener;
  #state: State = 'head';
  #head = new AnswerHead();
  /** Bytes of the body, or of its present chunk, that have not come. */
  #left = 0;
  /** Where the answer ended in the bytes last read. */
  at = 0;

  /** The next bytes begin an answer. */
  begin(listener: AnswerListener): void {
    this.#listener = listener;
    this.#enter('head');
    this.#head = new AnswerHead();
  }

  /** Of the answer that is read or was read last. */
  get head(): Pick<AnswerHead, 'keepAlive' | 'keepAliveFor'> {
    return this.#head;
  }

  /** @throws AnswerFault */
  read(bytes: Buffer): Read {
    this.at = 0;
    for (;;) {
      const read = this.#step(bytes);
      if (read !== undefined) return read;
    }
  }

  /** No byte will follow. @returns whether the answer has ended by that */
  get endsHere(): boolean {
    return this.#state === 'close';
  }

  /** @returns undefined: there is a next step to take with these bytes */
  #step(bytes: Buffer): Read | undefined {
    if (this.#state === 'length' || this.#state === 'chunk' || this.#state === 'close')
      return this.#passOn(bytes);
    const line = this.#lines.next(bytes, this.at);
    this.at = this.#lines.at;
    if (line !== undefined) return this.#take(line);
    if (this.#state === 'head' && this.#head.status === 0) checkBeginning(this.#lines.held);
    return 'more';
  }

  #take(line: string): Read | undefined {
    switch (this.#state) {
      case 'head':
        return this.#head.take(line) ? this.#endHead() : undefined;
      case 'size':
        return this.#takeSize(line);
      case 'chunk end':
        if (line !== '') throw new AnswerFault('a chunk without its end');
        return this.#enter('size');
      default:
        if (line === '') return 'ended';
        checkTrailer(line);
        return undefined;
    }
  }

  #endHead(): Read | undefined {
    const head = this.#head;
    if (head.isInterim) {
      this.#head = new AnswerHead();
      return this.#enter('head');
    }
    this.#listener.onHead(head);
    if (head.framing === 'chunks') return this.#enter('size');
    this.#left = head.framing === 'close' ? Infinity : head.length;
    this.#state = head.framing;
    return this.#left === 0 ? 'ended' : undefined;
  }

  #takeSize(line: string): Read | undefined {
    const [, size] = SIZE.exec(line) ?? [];
    if (size === undefined) throw new AnswerFault('no size of a chunk');
    this.#left = parseInt(size, 16);
    return this.#enter(this.#left === 0 ? 'trailers' : 'chunk');
  }

  #passOn(bytes: Buffer): Read | undefined {
    const from = this.at;
    if (from === bytes.length) return 'more';
    const to = Math.min(bytes.length, from + this.#left);
    this.at = to;
    this.#left -= to - from;
    if (!this.#listener.onBody(bytes, from, to)) return 'stopped';
    if (this.#left > 0) return 'more';
    if (this.#state === 'length') return 'ended';
    return this.#enter('chunk end');
  }

  /** @returns that there is a next step */
  #enter(state: State): Read | undefined {
    this.#state = state;
    this.#lines.begin();
    return undefined;
  }
}
