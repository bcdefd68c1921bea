/** Text of a configuration file (YAML 1.2, and so JSON) into plain data. */
import { parseAllDocuments, parseDocument, isScalar, stringify } from 'yaml';
import { pathText, type Report } from '../../checks/report.js';

// Unknown tags become warnings in the library; here they are faults, so no tag ever makes a value of another kind.
const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: true,
  uniqueKeys: true,
  strict: true,
  resolveKnownTags: false,
} as const;

/** Values that aliases may make of a short text. A long one may hold as many values as characters, and no more. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 64;

const TOO_MUCH = 'the file is nested too deeply or expands to too much (aliases of aliases)';
const BAD_ALIAS = 'an alias (*name) has no anchor (&name) before it';
/** Nesting that takes the library seconds to give up on. */
const ABYSS = /(?:[[{]\s*){65}|(?:- ){65}/;

/** The library's own sentences quote the text around a fault, which may be a secret. */
const SENTENCES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the same key stands twice in one mapping',
  TAG_RESOLVE_FAILED: 'tags such as !name are not taken here; write the plain value',
  TAB_AS_INDENT: 'a tab indents this line; use blanks',
  BAD_INDENT: 'the indentation does not fit the lines around it',
  MISSING_CHAR:
    'a character is missing here, such as a closing quote, bracket or comma, or a colon after a key',
  UNEXPECTED_TOKEN: 'this does not belong here',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping inside a value needs its own line and indentation',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line',
  BAD_DQ_ESCAPE: 'an unknown \\ escape in double quotes',
};

/** What is used of the library's errors and warnings. */
interface Problem {
  readonly code: string;
  readonly linePos?: readonly [{ readonly line: number; readonly col: number }, ...unknown[]] | undefined;
}

/** Faults that leave the rest of the text readable. */
const INDEPENDENT: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED']);

/**
 * @param what the file's name for faults
 * @param readText reads each text that is a value; what is wrong with it goes to the report
 * @returns null-prototype objects, arrays and scalars; undefined where the text has faults (told to the report).
 */
export function parseYaml(
  text: string,
  what: string,
  report: Report,
  readText: ReadText,
): Mapping | undefined {
  const before = report.faults.length;
  if (ABYSS.test(text)) {
    report.fault(what, TOO_MUCH);
    return undefined;
  }
  try {
    const documents = parseAllDocuments(text, OPTIONS);
    if (!Array.isArray(documents) || documents.length === 0) {
      report.fault(what, 'the file is empty');
      return undefined;
    }
    const problems: readonly Problem[] = documents.flatMap((document) => [
      ...document.errors,
      ...document.warnings,
    ]);
    const broken = problems.find((problem) => !INDEPENDENT.has(problem.code));
    // What follows the first break in the syntax follows from it.
    for (const problem of problems) {
      if (problem !== broken && !INDEPENDENT.has(problem.code)) continue;
      const hint = problem === broken ? referenceHint(text, problem) : '';
      report.fault(position(what, problem), (SENTENCES[problem.code] ?? 'this is not valid YAML') + hint);
    }
    if (documents.length > 1 && !broken)
      report.fault(what, 'the file holds several documents (---); keep one');
    if (report.faults.length > before) return undefined;
    const data: unknown = documents[0]?.toJS({ mapAsMap: true, maxAliasCount: 100 });
    if (!(data instanceof Map)) {
      report.fault(
        what,
        data === null ? 'the file is empty' : 'the file must hold a mapping (store, routes …)',
      );
      return undefined;
    }
    const plain = new Plain(report, readText, Math.max(MAX_VALUES, text.length));
    const mapping = plain.mapping(data, []);
    return plain.broken ? undefined : mapping;
  } catch (error) {
    report.faults.length = before;
    // An alias without anchor, excessive aliases, or nesting deeper than the stack.
    const unresolved = error instanceof ReferenceError && error.message.startsWith('Unresolved alias');
    report.fault(what, unresolved ? BAD_ALIAS : TOO_MUCH);
    return undefined;
  }
}

/** `{ port: ${PORT} }` is not YAML: the braces need quotes. */
function referenceHint(text: string, problem: Problem): string {
  const line = text.split('\n')[(problem.linePos?.[0].line ?? 1) - 1] ?? '';
  return /[{[].*\$\{/.test(line) ? '; inside { } and [ ] a reference needs quotes: "${NAME}"' : '';
}

function position(what: string, problem: Problem): string {
  const start = problem.linePos?.[0];
  return start ? `${what}:${start.line}:${start.col}` : what;
}

/** Names that mean something to JavaScript objects; nothing here needs them. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export type Mapping = Record<string, unknown>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What becomes of a text of the file; undefined takes it out. */
export type ReadText = (text: string, path: readonly PropertyKey[]) => unknown;

/** Maps become objects without a prototype, so that no key of a file can be anything but data. */
class Plain {
  /** Whether a key was refused. */
  broken = false;
  #count = 0;
  readonly #report: Report;
  readonly #readText: ReadText;
  readonly #most: number;

  /** @param most values; what is beyond is an alias bomb */
  constructor(report: Report, readText: ReadText, most: number) {
    this.#report = report;
    this.#readText = readText;
    this.#most = most;
  }

  value(value: unknown, path: readonly PropertyKey[]): unknown {
    this.#count += 1;
    if (this.#count > this.#most || path.length > MAX_DEPTH) throw new RangeError('too much');
    if (value instanceof Map) return this.mapping(value, path);
    if (Array.isArray(value)) return value.map((item: unknown, i) => this.value(item, [...path, i]));
    return typeof value === 'string' ? this.#readText(value, path) : value;
  }

  mapping(map: ReadonlyMap<unknown, unknown>, path: readonly PropertyKey[]): Mapping {
    const object = Object.create(null) as Mapping;
    for (const [key, value] of map) {
      if (typeof key === 'object' && key !== null) {
        this.#refuse(path, 'a key must be text');
        continue;
      }
      const name = String(key);
      if (UNSAFE_KEYS.has(name)) {
        this.#refuse([...path, name], 'this key is never taken; rename it');
        continue;
      }
      const before = this.#report.faults.length;
      const read = this.value(value, [...path, name]);
      if (read !== undefined) object[name] = read;
      // Kept in view, so that the fault can be dropped where the key is the user's own.
      else if (name.startsWith('x-') && this.#report.faults.length > before) object[name] = null;
    }
    return object;
  }

  #refuse(path: readonly PropertyKey[], message: string): void {
    this.broken = true;
    this.#report.fault(pathText(path), message);
  }
}

/**
 * Text that stands for a whole value, read as one YAML scalar: `8080` is a number, `true` a boolean. Whatever YAML
 * would change about a text that stays text (blanks, comments, folded lines) is left as it is.
 */
export function readScalar(text: string): string | number | boolean | null {
  if (text.trim() === '') return null;
  if (text.includes('\n')) return text;
  const document = parseDocument(text, OPTIONS);
  const { contents } = document;
  const clean = document.errors.length + document.warnings.length === 0 && document.comment === null;
  if (!clean || !isScalar(contents) || contents.tag !== undefined || contents.anchor !== undefined)
    return text;
  if (text.includes(' #')) return text;
  const { value, type } = contents;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return typeof value === 'string' && type !== 'PLAIN' ? value : text;
}

/** Plain data as YAML. */
export function toYaml(data: unknown): string {
  return stringify(data, { lineWidth: 110, aliasDuplicateObjects: false });
}
