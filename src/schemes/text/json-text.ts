/**
 * JSON as text: digits, escapes, doubled keys and blanks, which a parsed value forgets, stay readable here. JSON.parse,
 * the strict judge, first checks a body. jsonc-parser's scanner then only says where each token lies. The scanner would
 * let comments and other liberties pass, so it never sees an unchecked text. Nothing here recurses: depth is the
 * sender's choice.
 */
import { isUtf8 } from 'node:buffer';
import { createScanner, type JSONScanner } from 'jsonc-parser';

/** Why a payload mode cannot carry a body without loss; the reasons of the outcome `untranslatable`. */
export const UNTRANSLATABLE_REASONS = [
  'not_utf8',
  'bom',
  'not_json',
  'too_deep',
  'digits',
  'doubled_key',
  'not_object',
  'collision',
  'no_event',
  'event_not_text',
  'time',
  'expression_error',
  'expression_time',
  'expression_memory',
  'no_result',
  'result_too_large',
] as const;
export type UntranslatableReason = (typeof UNTRANSLATABLE_REASONS)[number];

/** A body that cannot be carried is a result, never an exception. */
export interface Untranslatable {
  readonly reason: UntranslatableReason;
}

export interface Json {
  readonly text: string;
  readonly value: unknown;
}

/**
 * @returns the body's text and value, or why it is not one strict JSON document in UTF-8 (`not_utf8`, `bom`,
 * `not_json`).
 */
export function readJson(body: Buffer): Json | Untranslatable {
  if (!isUtf8(body)) return { reason: 'not_utf8' };
  const text = body.toString('utf8');
  if (text.startsWith('\u{feff}')) return { reason: 'bom' };
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    return { reason: 'not_json' };
  }
}

/** Walks over the tokens of a text that `readJson` returned. Before the first `next` there is no token. */
export class JsonTokens {
  readonly #text: string;
  readonly #scanner: JSONScanner;

  constructor(text: string) {
    this.#text = text;
    this.#scanner = createScanner(text, true);
  }

  /**
   * Steps to the next token.
   *
   * @returns its first character, which in JSON says its kind (`"` a string, `{` an object's start, `-` or a digit a
   * number …), or undefined at the end.
   */
  next(): string | undefined {
    this.#scanner.scan();
    return this.#text[this.#scanner.getTokenOffset()];
  }

  /** The token as it stands in the text. */
  get text(): string {
    const start = this.#scanner.getTokenOffset();
    return this.#text.slice(start, start + this.#scanner.getTokenLength());
  }

  /** A string token's value: without quotation marks, escapes decoded. */
  get decoded(): string {
    return this.#scanner.getTokenValue();
  }

  /** Steps to the last token of the value that starts here; @returns the value as it stands in the text. */
  value(): string {
    const start = this.#scanner.getTokenOffset();
    let kind = this.#text[start];
    let depth = 0;
    while (kind !== undefined) {
      if (kind === '{' || kind === '[') depth++;
      else if (kind === '}' || kind === ']') depth--;
      if (depth === 0) break;
      kind = this.next();
    }
    return this.#text.slice(start, this.#scanner.getPosition());
  }
}

/** A member of an object: its name decoded, key (with quotation marks) and value as they stand in the text. */
export interface Member {
  readonly name: string;
  readonly key: string;
  readonly value: string;
}

/** @returns the top level's members in their order, doubled ones too; undefined if the top level is no object. */
export function readMembers(text: string): Member[] | undefined {
  const tokens = new JsonTokens(text);
  if (tokens.next() !== '{') return undefined;
  const members: Member[] = [];
  while (tokens.next() === '"') {
    const name = tokens.decoded;
    const key = tokens.text;
    tokens.next(); // The colon.
    tokens.next();
    members.push({ name, key, value: tokens.value() });
    tokens.next(); // The comma, or the end of the object, after which no string follows.
  }
  return members;
}
