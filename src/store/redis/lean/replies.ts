/** Reads what Redis answers (RESP 2) to what gives a number, a text, nothing or an error. */

/** What Redis says instead of an answer; named as the library names it, for reason.ts. */
export class ReplyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReplyError';
  }
}

/** No text that a script of ours gives, no record, nor any error, is longer. */
const MAX_LINE = 64 * 1024;

const [CR, LF, PLUS, MINUS, COLON, DOLLAR] = [13, 10, 43, 45, 58, 36] as const;

export type Reply = string | number | null | ReplyError;

type OnReply = (answer: Reply) => void;

export class ReplyReader {
  #rest: Buffer | undefined;
  readonly #onReply: OnReply;

  constructor(onReply: OnReply) {
    this.#onReply = onReply;
  }

  /** @throws Error for what is no such answer: nothing behind it can be read either */
  read(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    let at = 0;
    while (at < bytes.length) {
      const end = this.#readOne(bytes, at);
      if (end === undefined) {
        if (bytes.length - at > MAX_LINE) throw new Error('an answer of Redis is too long');
        this.#rest = bytes.subarray(at);
        return;
      }
      at = end;
    }
  }

  /** @returns where the next one begins; undefined if this one has not come whole */
  #readOne(bytes: Buffer, at: number): number | undefined {
    const lineEnd = lineEndOf(bytes, at);
    if (lineEnd + 1 >= bytes.length) return undefined;
    if (bytes[lineEnd + 1] !== LF) throw new Error('an answer of Redis has no end');
    const kind = bytes[at];
    if (kind === DOLLAR) return this.#readText(bytes, at, lineEnd);
    if (kind === COLON) this.#onReply(integerOf(bytes, at + 1, lineEnd));
    else if (kind === PLUS) this.#onReply(bytes.toString('latin1', at + 1, lineEnd));
    else if (kind === MINUS) this.#onReply(new ReplyError(bytes.toString('utf8', at + 1, lineEnd)));
    else throw new Error('an answer of Redis is of another kind');
    return lineEnd + 2;
  }

  #readText(bytes: Buffer, at: number, lineEnd: number): number | undefined {
    const length = integerOf(bytes, at + 1, lineEnd);
    const begin = lineEnd + 2;
    if (length === -1) {
      this.#onReply(null);
      return begin;
    }
    if (length < 0 || length > MAX_LINE) throw new Error('an answer of Redis is too long');
    const end = begin + length;
    if (bytes.length < end + 2) return undefined;
    if (bytes[end] !== CR || bytes[end + 1] !== LF) throw new Error('an answer of Redis has no end');
    this.#onReply(bytes.toString('utf8', begin, end));
    return end + 2;
  }
}

/** By hand: a line has a few bytes, and `indexOf` costs as much as fifty. */
function lineEndOf(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== CR) at++;
  return at;
}

/** @throws Error for what is no whole number */
function integerOf(bytes: Buffer, from: number, to: number): number {
  const isNegative = bytes[from] === MINUS;
  let value = 0;
  let at = isNegative ? from + 1 : from;
  if (at === to || to - at > 15) throw new Error('an answer of Redis is no number');
  for (; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) throw new Error('an answer of Redis is no number');
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}
