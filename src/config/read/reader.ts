/** Reads the files of a configuration and notes what it read, so that whoever watches them knows which, and what was in them. */
import { readFileSync, readdirSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';

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
  /** The file and those that it includes, by absolute path; empty where it came from variables. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The folders of patterns that it includes, by absolute path, and the names in them. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

export interface WhatWasRead {
  /** `file PATH`, `env NAME` or `variables`. */
  readonly from: string;
  readonly text: ConfigurationText;
  /** Files of secrets, keys and certificates, by absolute path. */
  readonly secrets: ReadonlyMap<string, SecretFile>;
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
  readonly #files = new Map<string, Buffer>();
  readonly #folders = new Map<string, readonly string[]>();
  readonly #secrets = new Map<string, { bytes: Buffer | undefined; keys: string[] }>();

  constructor({ readFile, listFolder, text }: ReaderOptions) {
    this.#readFile = readFile ?? ((path) => readFileSync(path));
    this.#listFolder = listFolder ?? ((path) => readdirSync(path));
    this.#before = text;
  }

  get read(): WhatWasRead {
    const text = { files: this.#files, folders: this.#folders };
    return { from: this.from, text, secrets: this.#secrets };
  }

  /** What is read for a check alone, because another reads it for itself. @throws like node:fs. */
  unwatched(path: string): Buffer {
    return this.#readFile(path);
  }

  /** A file of the configuration itself. @throws like node:fs. */
  configuration(path: string): Buffer {
    const absolute = resolvePath(path);
    // What is not there is noted too: it may come.
    if (!this.#files.has(absolute)) this.#files.set(absolute, NOTHING);
    const bytes = this.#before ? this.#before.files.get(absolute) : this.#readFile(path);
    if (!bytes) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    this.#files.set(absolute, bytes);
    return bytes;
  }

  /** @throws like node:fs. */
  folder(path: string): readonly string[] {
    const absolute = resolvePath(path);
    this.#folders.set(absolute, []);
    const names = this.#before ? this.#before.folders.get(absolute) : this.#listFolder(absolute);
    if (!names) throw Object.assign(new Error('no such folder'), { code: 'ENOENT' });
    this.#folders.set(absolute, names);
    return names;
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

const NOTHING = Buffer.alloc(0);
