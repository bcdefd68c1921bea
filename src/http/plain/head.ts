/**
 * Reads a request's head where it has exactly one reading (RFC 9112), and leaves every other to Node's parser. What it
 * takes and why: docs/plain-path.md.
 */
import { maxHeaderSize } from 'node:http';
import { MAX_HEADER_PAIRS } from '../admission.js';
import { CHARACTERS, HEX, HOST, TARGET, TOKEN } from './characters.js';
import { nameAt } from './header-names.js';

export interface Head {
  readonly target: string;
  /** Names and values in turn, as Node's parser gives them. */
  readonly rawHeaders: readonly string[];
  /** The connection may serve another request behind this one. */
  readonly keepAlive: boolean;
  /** Where the body begins. */
  readonly bodyStart: number;
  /** The body's, in bytes. */
  readonly length: number;
}

/** What there is of the head could be the beginning of one that is taken. */
export const INCOMPLETE = 'incomplete';
/** For Node's parser. */
export const FOREIGN = 'foreign';

/** Bytes. Node refuses what is longer than its own limit, which can be set when the process starts. */
export const MAX_HEAD = Math.min(16_384, maxHeaderSize);
/** Digits of a length: each such number is exact. */
const MAX_DIGITS = 15;

const START = Buffer.from('POST /');
const VERSION = Buffer.from('HTTP/1.1\r\n');
const CR = 0x0d;
const LF = 0x0a;
const BLANK = 0x20;
const DELETE = 0x7f;
const COLON = 0x3a;
const PERCENT = 0x25;
const ZERO = 0x30;
const NINE = 0x39;

/** Positions are never negative. */
const MORE = -1;
const NOT_OURS = -2;

/** @param bytes of a connection, from the first of a request on */
export function readHead(bytes: Buffer): Head | typeof INCOMPLETE | typeof FOREIGN {
  const end = Math.min(bytes.length, MAX_HEAD);
  const targetEnd = findTargetEnd(bytes, end);
  const at = targetEnd < 0 ? targetEnd : skipText(VERSION, bytes, targetEnd + 1, end);
  if (at >= 0) {
    const fields = new Fields(bytes, end);
    const bodyStart = fields.read(at);
    if (bodyStart >= 0) {
      const target = bytes.toString('latin1', START.length - 1, targetEnd);
      return fields.isWhole() ? fields.head(target, bodyStart) : FOREIGN;
    }
    return bodyStart === MORE && end < MAX_HEAD ? INCOMPLETE : FOREIGN;
  }
  return at === MORE && end < MAX_HEAD ? INCOMPLETE : FOREIGN;
}

/** @returns where the blank behind the target stands */
function findTargetEnd(bytes: Buffer, end: number): number {
  let at = skipText(START, bytes, 0, end);
  while (at >= 0 && at < end) {
    const byte = bytes[at] as number;
    if (((CHARACTERS[byte] as number) & TARGET) !== 0) at++;
    else if (byte === PERCENT) at = skipEscape(bytes, at, end);
    else return byte === BLANK ? at : NOT_OURS;
  }
  return at < 0 ? at : MORE;
}

function skipEscape(bytes: Buffer, at: number, end: number): number {
  if (at + 2 >= end) return MORE;
  const both =
    (CHARACTERS[bytes[at + 1] as number] as number) & (CHARACTERS[bytes[at + 2] as number] as number);
  return (both & HEX) === 0 ? NOT_OURS : at + 3;
}

/** @returns the position behind a text that must stand at `at` */
function skipText(text: Buffer, bytes: Buffer, at: number, end: number): number {
  for (let i = 0; i < text.length; i++) {
    if (at + i >= end) return MORE;
    if (bytes[at + i] !== text[i]) return NOT_OURS;
  }
  return at + text.length;
}

/** The lines of headers of one head. */
class Fields {
  readonly #bytes: Buffer;
  readonly #end: number;
  readonly #rawHeaders: string[] = [];
  #hosts = 0;
  #length = -1;
  #connections = 0;
  #keepAlive = true;

  constructor(bytes: Buffer, end: number) {
    this.#bytes = bytes;
    this.#end = end;
  }

  /** @param at the first line's beginning. @returns the position behind the empty line */
  read(at: number): number {
    let next = at;
    while (next >= 0 && next < this.#end) {
      if (this.#bytes[next] === CR) return this.#lineEnd(next);
      next = this.#line(next);
    }
    return next < 0 ? next : MORE;
  }

  /** Each of what decides where the request ends and whom it is for is there once. */
  isWhole(): boolean {
    return this.#hosts === 1 && this.#length >= 0 && this.#rawHeaders.length <= 2 * MAX_HEADER_PAIRS;
  }

  head(target: string, bodyStart: number): Head {
    // Member by member: a spread of so small an object costs more than the whole head.
    return {
      target,
      rawHeaders: this.#rawHeaders,
      keepAlive: this.#keepAlive,
      bodyStart,
      length: this.#length,
    };
  }

  #line(start: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = start;
    let hash = 0;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (((CHARACTERS[byte] as number) & TOKEN) === 0) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (at >= end) return MORE;
    if (bytes[at] !== COLON || at === start) return NOT_OURS;
    const nameEnd = at++;
    while (at < end && bytes[at] === BLANK) at++;
    const valueStart = at;
    while (at < end && isValue(bytes[at] as number)) at++;
    const next = at < end ? this.#lineEnd(at) : MORE;
    if (next < 0) return next;
    while (at > valueStart && bytes[at - 1] === BLANK) at--;
    const name = nameAt(bytes, start, nameEnd, hash);
    const value = name.valueAt(bytes, valueStart, at);
    this.#rawHeaders.push(name.text, value);
    return name.meaning === 'other' || this.#means(name.meaning, value) ? next : NOT_OURS;
  }

  #lineEnd(at: number): number {
    if (this.#bytes[at] !== CR) return NOT_OURS;
    if (at + 1 >= this.#end) return MORE;
    return this.#bytes[at + 1] === LF ? at + 2 : NOT_OURS;
  }

  /** @returns whether the header is one that is taken */
  #means(meaning: 'host' | 'length' | 'connection' | 'foreign', value: string): boolean {
    switch (meaning) {
      case 'host':
        return ++this.#hosts === 1 && isHost(value);
      case 'length':
        if (this.#length >= 0) return false;
        this.#length = lengthOf(value);
        return this.#length >= 0;
      case 'connection':
        return ++this.#connections === 1 && this.#connection(value.toLowerCase());
      case 'foreign':
        return false;
    }
  }

  #connection(value: string): boolean {
    this.#keepAlive = value === 'keep-alive';
    return this.#keepAlive || value === 'close';
  }
}

/** RFC 9110, 5.5: visible ASCII and blanks; neither tabs nor bytes past ASCII. */
function isValue(byte: number): boolean {
  return byte >= BLANK && byte < DELETE;
}

function isHost(value: string): boolean {
  for (let i = 0; i < value.length; i++)
    if (((CHARACTERS[value.charCodeAt(i)] as number) & HOST) === 0) return false;
  return value !== '';
}

/** @returns -1 for what is no plain decimal number */
function lengthOf(value: string): number {
  if (value === '' || value.length > MAX_DIGITS) return -1;
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    const digit = value.charCodeAt(i);
    if (digit < ZERO || digit > NINE) return -1;
    length = length * 10 + (digit - ZERO);
  }
  return length;
}
