/**
 * Reads single values out of a JSON document's bytes, without making objects of what nobody asks for: a route wants an
 * event's name and an id, and parsing 256 KB for them was two fifths of what such a delivery cost (docs/performance.md).
 *
 * It says what `JSON.parse` would have said, of every document: what is none has no values, and of a name that stands
 * twice the last one counts. A property test holds the two against each other.
 */
import { isUtf8 } from 'node:buffer';
import { COMPOUND, scalarOrCompound, valueAlong } from './json-value.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
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
   * @returns the value; COMPOUND for an object or a list; undefined where there is none
   */
  at(path: readonly string[]): unknown {
    if (!this.#valid) return undefined;
    const bytes = this.#bytes;
    let members = this.#members;
    let start = afterBlanks(bytes, 0, bytes.length);
    let end = bytes.length;
    for (const [depth, name] of path.entries()) {
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
    return JSON.parse(this.#bytes.toString('utf8', start, end)) as unknown;
  }
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
  /** Of what is open, outermost first: whether it is an object. */
  const open: boolean[] = [];
  let i = from;
  let inObject = false;
  /** Of the outermost object's member. */
  let nameStart = 0;
  let nameEnd = 0;
  let valueStart = 0;

  for (;;) {
    i = afterBlanks(bytes, i, to);
    if (open.length === 1) valueStart = i;
    const first = i < to ? (bytes[i] ?? 0) : 0;
    let closed = false;
    if (first === QUOTE) {
      i = afterString(bytes, i, to);
    } else if (first === OPEN_OBJECT || first === OPEN_LIST) {
      inObject = first === OPEN_OBJECT;
      open.push(inObject);
      i = afterBlanks(bytes, i + 1, to);
      closed = i < to && bytes[i] === (inObject ? CLOSE_OBJECT : CLOSE_LIST);
      if (!closed && !inObject) continue;
    } else {
      i = afterPlain(bytes, i, to);
    }
    if (i < 0) return false;

    // Behind a value, or inside an object that has just been opened.
    let wantsName = inObject && first === OPEN_OBJECT && !closed;
    while (!wantsName) {
      if (closed) {
        open.pop();
        inObject = open[open.length - 1] ?? false;
        i++;
        closed = false;
      }
      if (open.length === 0) return afterBlanks(bytes, i, to) === to;
      if (open.length === 1 && inObject) members.push(nameStart, nameEnd, valueStart, i);
      i = afterBlanks(bytes, i, to);
      const next = i < to ? bytes[i] : 0;
      if (next === COMMA) {
        i++;
        if (!inObject) break;
        i = afterBlanks(bytes, i, to);
        wantsName = true;
      } else if (next === (inObject ? CLOSE_OBJECT : CLOSE_LIST)) {
        closed = true;
      } else {
        return false;
      }
    }
    if (!wantsName) continue;

    if (i >= to || bytes[i] !== QUOTE) return false;
    const name = i;
    i = afterString(bytes, i, to);
    if (i < 0) return false;
    if (open.length === 1) {
      nameStart = name + 1;
      nameEnd = i - 1;
    }
    i = afterBlanks(bytes, i, to);
    if (i >= to || bytes[i] !== COLON) return false;
    i++;
  }
}

function afterBlanks(bytes: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    i++;
  }
  return i;
}

/** @returns behind the closing quote, or -1 */
function afterString(bytes: Buffer, from: number, to: number): number {
  for (let i = from + 1; i < to; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) return i + 1;
    if (byte < 0x20) return -1;
    if (byte === BACKSLASH) {
      i++;
      if (i >= to) return -1;
      if (bytes[i] === 0x75) {
        for (let digits = 0; digits < 4; digits++) {
          i++;
          if (i >= to || !isHexDigit(bytes[i] ?? 0)) return -1;
        }
      } else if (!ESCAPED.has(bytes[i] ?? 0)) {
        return -1;
      }
    }
  }
  return -1;
}

/** `"` `\` `/` `b` `f` `n` `r` `t` */
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** A number or a word. @returns behind it, or -1 */
function afterPlain(bytes: Buffer, from: number, to: number): number {
  let i = from;
  const at = (): number => (i < to ? (bytes[i] ?? 0) : 0);
  for (const word of WORDS) {
    if (at() === word[0])
      return from + word.length <= to && bytes.compare(word, 0, word.length, from, from + word.length) === 0
        ? from + word.length
        : -1;
  }
  if (at() === 0x2d) i++;
  if (at() === 0x30) i++;
  else if (isDigit(at())) while (isDigit(at())) i++;
  else return -1;
  if (at() === 0x2e) {
    i++;
    if (!isDigit(at())) return -1;
    while (isDigit(at())) i++;
  }
  if (at() === 0x65 || at() === 0x45) {
    i++;
    if (at() === 0x2b || at() === 0x2d) i++;
    if (!isDigit(at())) return -1;
    while (isDigit(at())) i++;
  }
  return i;
}
