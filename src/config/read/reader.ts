/** Reads the files of a configuration and notes what it read, so that whoever watches them knows which, and what was in them. */
import { readFileSync, readdirSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { matching } from './glob.js';

/** Reads a whole file. @throws like node:fs. */
export type ReadFile = (path: string) => Buffer;
/** The names in a folder. @throws like node:fs. */
export type ListFolder = (path: string) => readonly string[];

export interface SecretFile {
  /** Undefined where it could not be read. */
  readonly bytes: Buffer | undefined;
  /** Key paths of the configuration that read it. */
  readonly keys: readonly string[];
}

/** The configuration itself, without what its secrets were read from. */
export interface ConfigurationText {
  /**
   * The file and those that it includes, by absolute path; undefined where one could not be read. Empty where the
   * configuration came from variables.
   */
  readonly files: ReadonlyMap<string, Buffer | undefined>;
  /** The patterns that it includes. */
  readonly patterns: readonly PatternRead[];
}

export interface PatternRead {
  /** Absolute. */
  readonly folder: string;
  /** Of names in it. */
  readonly pattern: string;
  /** Those that matched, in order. */
  readonly names: readonly string[];
}

/** A text that is an expression only if who evaluates it says so. */
export interface WrittenExpression {
  readonly text: string;
  /** Its key path. */
  readonly key: string;
}

export interface WhatWasRead {
  /** `file PATH`, `env NAME` or `variables`. */
  readonly from: string;
  readonly text: ConfigurationText;
  /** Files of secrets, keys and certificates, by absolute path. */
  readonly secrets: ReadonlyMap<string, SecretFile>;
  readonly expressions: readonly WrittenExpression[];
}

export interface ReaderOptions {
  readonly readFile?: ReadFile | undefined;
  readonly listFolder?: ListFolder | undefined;
  /** Read before, and now taken instead of what the files hold. */
  readonly text?: ConfigurationText | undefined;
}

export class Reader {
  from = 'variables';
  readonly #readFile: ReadFile;
  readonly #listFolder: ListFolder;
  readonly #before: ConfigurationText | undefined;
  readonly #files = new Map<string, Buffer | undefined>();
  readonly #patterns: PatternRead[] = [];
  readonly #expressions: WrittenExpression[] = [];
  readonly #secrets = new Map<string, { bytes: Buffer | undefined; keys: string[] }>();

  constructor({ readFile, listFolder, text }: ReaderOptions) {
    this.#readFile = readFile ?? ((path) => readFileSync(path));
    this.#listFolder = listFolder ?? ((path) => readdirSync(path));
    this.#before = text;
  }

  /** @param placeOf what a key path is called where people read it */
  read(placeOf: (key: string) => string = (key) => key): WhatWasRead {
    const text = { files: this.#files, patterns: this.#patterns };
    const secrets = new Map(
      [...this.#secrets].map(([path, { bytes, keys }]) => [path, { bytes, keys: keys.map(placeOf) }]),
    );
    const expressions = this.#expressions.map((one) => ({ text: one.text, key: placeOf(one.key) }));
    return { from: this.from, text, secrets, expressions };
  }

  /** What is read for a check alone, because another reads it for itself. @throws like node:fs. */
  unwatched(path: string): Buffer {
    return this.#readFile(path);
  }

  /** A file of the configuration itself. @throws like node:fs. */
  configuration(path: string): Buffer {
    const absolute = resolvePath(path);
    // What is not there is noted too: it may come.
    this.#files.set(absolute, undefined);
    const bytes = this.#before ? this.#before.files.get(absolute) : this.#readFile(path);
    if (!bytes) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    this.#files.set(absolute, bytes);
    return bytes;
  }

  /** The names in a folder that match, in order. @throws like node:fs. */
  matching(folder: string, pattern: string): readonly string[] {
    const before = this.#before?.patterns.find((one) => one.folder === folder && one.pattern === pattern);
    let names: readonly string[] = [];
    try {
      names = before?.names ?? matching(this.#listFolder(folder), pattern);
    } finally {
      // What is not there is noted too: it may come.
      this.#patterns.push({ folder, pattern, names });
    }
    return names;
  }

  expression(expression: WrittenExpression): void {
    this.#expressions.push(expression);
  }

  /** @param key the key path that names the file @throws like node:fs. */
  secret(path: string, key: string): Buffer {
    const absolute = resolvePath(path);
    const noted = this.#secrets.get(absolute) ?? { bytes: undefined, keys: [] };
    this.#secrets.set(absolute, noted);
    noted.keys.push(key);
    return (noted.bytes ??= this.#readFile(absolute));
  }
}

/** A word for why a file could not be read. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}
