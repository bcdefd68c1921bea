/** Lines out of bytes that come in any pieces. */

/** What a receiver sends is no answer in HTTP/1.1, or is longer than anybody reads. */
export class AnswerFault extends Error {}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const DELETE = 0x7f;

/** A line ends in CR LF; a bare CR or LF, or any other control character but a tab, is a fault. */
export class AnswerLines {
  readonly #limit: number;
  /** The beginning of a line that has not ended. */
  #held = '';
  #endsInCr = false;
  #size = 0;
  /** Where the next line begins in the bytes last given. */
  at = 0;

  /** @param limit bytes of lines until the next `begin` */
  constructor(limit: number) {
    this.#limit = limit;
  }

  begin(): void {
    this.#held = '';
    this.#endsInCr = false;
    this.#size = 0;
  }

  /** What has come of a line whose rest has not; empty if there is none. */
  get held(): string {
    return this.#held;
  }

  /**
   * @param at where to begin
   * @returns the line without its end; undefined: the bytes end before it
   * @throws AnswerFault
   */
  next(bytes: Buffer, at: number): string | undefined {
    const end = this.#endsInCr ? at : textEnd(bytes, at);
    const lf = this.#endsInCr ? at : end + 1;
    if (lf > end && end < bytes.length && bytes[end] !== CR) throw new AnswerFault('a control character');
    this.at = Math.min(lf + 1, bytes.length);
    this.#size += this.at - at;
    if (this.#size > this.#limit) throw new AnswerFault('longer than anybody reads');
    if (end > at) this.#held += bytes.toString('latin1', at, end);
    if (lf >= bytes.length) {
      this.#endsInCr ||= end < bytes.length;
      return undefined;
    }
    if (bytes[lf] !== LF) throw new AnswerFault('a bare CR');
    const line = this.#held;
    this.#held = '';
    this.#endsInCr = false;
    return line;
  }
}

/** @returns where the first control character stands, or the bytes end */
function textEnd(bytes: Buffer, from: number): number {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < BLANK ? byte !== TAB : byte === DELETE) break;
  }
  return at;
}
