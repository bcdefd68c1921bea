/** The files of the console as the build left them. Nothing is read before somebody asks for one. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface ConsoleFile {
  /** Its media type. */
  readonly type: string;
  /** Whether other contents would have another name. */
  readonly isNamedByContent: boolean;
  readonly bytes: Buffer;
  /** The same, compressed once. */
  readonly gzipped: () => Promise<Buffer>;
}

/** By name. The page is `index.html`. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

export const PAGE = 'index.html';

/** What else lies in the folder is not served. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** `console-4F2KQ7ZA.js`: the build puts a digest of the contents into the name. */
const NAMED_BY_CONTENT = /-[0-9A-Za-z]{8,64}\.[a-z]+$/;

/**
 * All are read together when the first is asked for: a page and its files fit each other, also if a build replaces
 * them meanwhile.
 * @param folder asked at most until there are files
 * @returns a reader; it gives undefined while there is no page, and looks again the next time
 */
export function createConsoleFiles(folder: () => string): () => Promise<ConsoleFiles | undefined> {
  let reading: Promise<ConsoleFiles | undefined> | undefined;
  return async () => {
    reading ??= readAll(folder());
    let files: ConsoleFiles | undefined;
    try {
      files = await reading;
    } finally {
      if (!files) reading = undefined;
    }
    return files;
  };
}

async function readAll(folder: string): Promise<ConsoleFiles | undefined> {
  const names = await namesIn(folder);
  if (!names.includes(PAGE)) return undefined;
  return new Map(await Promise.all(names.map(async (name) => [name, await readOne(folder, name)] as const)));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && TYPES.has(extname(entry.name)))
      .map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const compress = promisify(gzip);

async function readOne(folder: string, name: string): Promise<ConsoleFile> {
  const bytes = await readFile(join(folder, name));
  let gzipped: Promise<Buffer> | undefined;
  return {
    type: TYPES.get(extname(name)) ?? '',
    isNamedByContent: NAMED_BY_CONTENT.test(name),
    bytes,
    gzipped: () => (gzipped ??= compress(bytes, { level: 9 })),
  };
}
