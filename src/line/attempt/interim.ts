/**
 * Takes interim answers (1xx) out of what a receiver sends, asked for or not (RFC 9110, section 15.2). undici ends the
 * connection at a 100 that it did not ask for, so none may reach it. A 101 is no interim answer and is let through.
 */

/** `HTTP/1.1 1` and two digits more tell an interim answer. */
const STATUS_AT = 9;
const STATUS_END = 12;
const INTERIM = /^HTTP\/1\.[01] 1(?!01)\d\d$/;
const ONE = 0x31;
const CR = 0x0d;
const LF = 0x0a;
const HEAD_END = '\r\n\r\n';
/** A longer one is no honest receiver's. */
const MAX_HELD = 64 * 1024;

export class InterimFilter {
  /** What may be the beginning of an interim answer, until there is more of it. */
  #held: Buffer | undefined;
  #atHead = false;

  /** The next bytes begin an answer. */
  begin(): void {
    this.#atHead = true;
    this.#held = undefined;
  }

  /** @returns what is left of the bytes; undefined if there must be more of them first */
  pass(chunk: Buffer): Buffer | undefined {
    if (!this.#atHead) return chunk;
    let bytes = this.#held ? Buffer.concat([this.#held, chunk]) : chunk;
    this.#held = undefined;
    for (;;) {
      bytes = withoutEmptyLines(bytes);
      // The usual case first: one look at one byte.
      const whole = bytes.length >= STATUS_END;
      if (whole && (bytes[STATUS_AT] !== ONE || !INTERIM.test(bytes.toString('latin1', 0, STATUS_END))))
        break;
      const end = whole ? bytes.indexOf(HEAD_END) : -1;
      if (whole && hasBareLf(bytes, end)) break;
      if (end < 0) {
        if (bytes.length > MAX_HELD) break;
        this.#held = bytes;
        return undefined;
      }
      bytes = bytes.subarray(end + HEAD_END.length);
      if (bytes.length === 0) return undefined;
    }
    this.#atHead = false;
    return bytes;
  }
}

/** Parsers skip them before a status line. */
function withoutEmptyLines(bytes: Buffer): Buffer {
  let at = 0;
  while (bytes[at] === CR || bytes[at] === LF) at += 1;
  return at === 0 ? bytes : bytes.subarray(at);
}

/** Such a head may end in a way that is not looked for here: it goes to the parser, which refuses it at once. */
function hasBareLf(bytes: Buffer, end: number): boolean {
  const head = end < 0 ? bytes : bytes.subarray(0, end);
  for (let at = head.indexOf(LF); at >= 0; at = head.indexOf(LF, at + 1))
    if (head[at - 1] !== CR) return true;
  return false;
}
