/**
 * Reads single values out of a JSON document's bytes and makes no objects of the rest. A route wants an event's name
 * and an id; to parse 256 KB for them took two fifths of such a delivery's cost (docs/performance.md).
 *
 * For every document it agrees with `JSON.parse`: a text that is no JSON has no values, and if a name stands twice, the
 * last one counts. A property test holds the two against each other.
 */
import { isUtf8 } from 'node:buffer';
import { COMPOUND, scalarOrCompound, valueAlong } from './json-value.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** Of each member four numbers: begin and end of its name between the quotes, begin and end of its value. */
type Members = number[];

export class JsonBytes {
  readonly #bytes: Buffer;
  readonly #valid: boolean;
  /** Of the outermost object. */
  readonly #members: Members = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#valid = isUtf8(bytes) && scan(bytes, 0, bytes.length, this.#members);
  }

  /** Whether it is one JSON document. */
  get valid(): boolean {
    return this.#valid;
  }

  /**
   * @param path names of members, outermost first; none for the document itself
   * @returns the value; COMPOUND for an object or a list; undefined if there is none
   */
  at(path: readonly string[]): unknown {
    if (!this.#valid) return undefined;
    const bytes = this.#bytes;
    let members = this.#members;
    let start = afterBlanks(bytes, 0, bytes.length);
    let end = bytes.length;
    for (let depth = 0; depth < path.length; depth++) {
      const name = path[depth] ?? '';
      if (bytes[start] === OPEN_LIST)
        return scalarOrCompound(valueAlong(this.#parsed(start, end), path.slice(depth)));
      if (bytes[start] !== OPEN_OBJECT) return undefined;
      if (depth > 0) {
        members = [];
        scan(bytes, start, end, members);
      }
      const found = lastNamed(bytes, members, name);
      if (found < 0) return undefined;
      start = members[found + 2] ?? 0;
      end = members[found + 3] ?? 0;
    }
    return bytes[start] === OPEN_OBJECT || bytes[start] === OPEN_LIST ? COMPOUND : this.#parsed(start, end);
  }

  #parsed(start: number, end: number): unknown {
    const bytes = this.#bytes;
    // A text without an escape stands there as it is.
    if (bytes[start] === QUOTE && bytes[end - 1] === QUOTE && !hasEscape(bytes, start, end))
      return bytes.toString('utf8', start + 1, end - 1);
    return JSON.parse(bytes.toString('utf8', start, end)) as unknown;
  }
}

function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === BACKSLASH) return true;
  return false;
}

/** @returns where the member's four numbers begin, or -1 */
function lastNamed(bytes: Buffer, members: Members, name: string): number {
  for (let i = members.length - 4; i >= 0; i -= 4) {
    if (isNamed(bytes, members[i] ?? 0, members[i + 1] ?? 0, name)) return i;
  }
  return -1;
}

function isNamed(bytes: Buffer, start: number, end: number, name: string): boolean {
  const { length } = name;
  if (end - start === length) {
    let i = 0;
    while (i < length && bytes[start + i] === name.charCodeAt(i) && (bytes[start + i] ?? 0) < 0x80) i++;
    if (i === length) return !name.includes('\\');
  }
  // Only an escape or a character of several bytes can make names of other bytes equal.
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === BACKSLASH || byte >= 0x80)
      return JSON.parse(bytes.toString('utf8', start - 1, end + 1)) === name;
  }
  return false;
}

/**
 * Walks over one JSON value in bytes[from, to), blanks around it included.
 * @param members takes those of the object, if it is one
 * @returns whether there is exactly one value. Nothing recurses: depth is the sender's choice.
 */
function scan(bytes: Buffer, from: number, to: number, members: Members): boolean {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  /** Of what is open, outermost first: whether it is an object. What lies behind `depth` is over. */
  const open: boolean[] = [];
  let depth = 0;
  let inObject = false;
  /** Of the outermost object's member. */
  let nameStart = 0;
  let nameEnd = 0;
  let valueStart = 0;
  let i = afterBlanks(bytes, from, to);

  for (;;) {
    if (i >= to) return false;
    if (depth === 1) valueStart = i;
    const first = bytes[i];
    let hasBegun = false;
    if (first === QUOTE) {
      i = afterString(bytes, words, i, to);
    } else if (first === OPEN_OBJECT || first === OPEN_LIST) {
      const isObject = first === OPEN_OBJECT;
      i = afterBlanks(bytes, i + 1, to);
      if (i >= to) return false;
      hasBegun = bytes[i] !== (isObject ? CLOSE_OBJECT : CLOSE_LIST);
      if (hasBegun) {
        inObject = isObject;
        open[depth++] = isObject;
      } else {
        i++;
      }
    } else {
      i = afterPlain(bytes, i, to);
    }
    if (i < 0) return false;

    // Behind a value: what ends with it, until a comma.
    while (!hasBegun) {
      if (depth === 0) return afterBlanks(bytes, i, to) === to;
      if (depth === 1 && inObject) members.push(nameStart, nameEnd, valueStart, i);
      i = afterBlanks(bytes, i, to);
      if (i >= to) return false;
      const next = bytes[i++];
      if (next === COMMA) {
        i = afterBlanks(bytes, i, to);
        break;
      }
      if (next !== (inObject ? CLOSE_OBJECT : CLOSE_LIST)) return false;
      depth--;
      // Nothing stands before the first: to ask for it costs more than all the rest.
      inObject = depth > 0 && open[depth - 1] === true;
    }
    if (!inObject) continue;

    const behindName = i < to && bytes[i] === QUOTE ? afterString(bytes, words, i, to) : -1;
    if (behindName < 0) return false;
    if (depth === 1) {
      nameStart = i + 1;
      nameEnd = behindName - 1;
    }
    i = afterBlanks(bytes, behindName, to);
    if (i >= to || bytes[i] !== COLON) return false;
    i = afterBlanks(bytes, i + 1, to);
  }
}

function afterBlanks(bytes: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to) {
    const byte = bytes[i] ?? 0;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
    i++;
  }
  return i;
}

/** @returns behind the closing quote, or -1 */
function afterString(bytes: Buffer, words: DataView, from: number, to: number): number {
  let i = from + 1;
  while (i < to) {
    if (i + 4 <= to) {
      const marks = marksIn(words.getInt32(i, true));
      if (marks === 0) {
        i += 4;
        continue;
      }
      i += (31 - Math.clz32(marks & -marks)) >> 3;
    }
    const byte = bytes[i++] ?? 0;
    if (byte === QUOTE) return i;
    if (byte < 0x20 || (byte === BACKSLASH && i >= to)) return -1;
    if (byte !== BACKSLASH) continue;
    i = afterEscape(bytes, i, to);
    if (i < 0) return -1;
  }
  return -1;
}

/**
 * Four bytes at once: the high bit of each that does not mean itself in a string (a quote, a backslash, a control
 * character). Of the bytes behind the first such one it may be wrong
 * (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord).
 */
function marksIn(word: number): number {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const marks =
    ((quotes - 0x01010101) & ~quotes) |
    ((backslashes - 0x01010101) & ~backslashes) |
    ((word - 0x20202020) & ~word);
  return marks & 0x80808080;
}

/** @param from behind the backslash, inside of the text. @returns behind the escape, or -1 */
function afterEscape(bytes: Buffer, from: number, to: number): number {
  const byte = bytes[from] ?? 0;
  if (byte !== 0x75) return ESCAPED.has(byte) ? from + 1 : -1;
  const end = from + 5;
  if (end > to) return -1;
  for (let i = from + 1; i < end; i++) if (!isHexDigit(bytes[i] ?? 0)) return -1;
  return end;
}

/** `"` `\` `/` `b` `f` `n` `r` `t` */
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** A number or a word. @returns behind it, or -1 */
function afterPlain(bytes: Buffer, from: number, to: number): number {
  const first = from < to ? bytes[from] : 0;
  for (const word of WORDS) if (first === word[0]) return afterWord(bytes, from, to, word);
  let i = first === MINUS ? from + 1 : from;
  if (i < to && bytes[i] === ZERO) i++;
  else if ((i = afterDigits(bytes, i, to)) < 0) return -1;
  if (i < to && bytes[i] === DOT && (i = afterDigits(bytes, i + 1, to)) < 0) return -1;
  if (i < to && (bytes[i] === 0x65 || bytes[i] === 0x45)) {
    const sign = bytes[i + 1];
    i = afterDigits(bytes, sign === PLUS || sign === MINUS ? i + 2 : i + 1, to);
  }
  return i;
}

const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

function afterWord(bytes: Buffer, from: number, to: number, word: Buffer): number {
  const end = from + word.length;
  if (end > to) return -1;
  for (let i = 1; i < word.length; i++) if (bytes[from + i] !== word[i]) return -1;
  return end;
}

/** @returns behind the digits, or -1 if there is none */
function afterDigits(bytes: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && isDigit(bytes[i] ?? 0)) i++;
  return i > from ? i : -1;
}
