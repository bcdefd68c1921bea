/**
 * Looks at files again and again. Asking works on every kind of mount, also where a change is told to nobody: network
 * file systems, links that Kubernetes swaps, files replaced by others of their name.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { matching } from '../../config/read/glob.js';
import { errorCode, type PatternRead } from '../../config/read/reader.js';

/** What is in a file, or the system's word for why it cannot be read. */
export type Content = Buffer | { readonly code: string };

interface Seen {
  readonly signature: string;
  /** Undefined until the file has been read. */
  content: Content | undefined;
}

export class Looks {
  #seen = new Map<string, Seen>();

  /**
   * One after the other, so that other work with files never queues behind it.
   * @param paths absolute
   * @returns the files that stood still since the look before: one that is being written is left to its writer
   */
  async contents(paths: Iterable<string>): Promise<ReadonlyMap<string, Content>> {
    const seen = new Map<string, Seen>();
    const found = new Map<string, Content>();
    for (const path of paths) {
      const signature = await signatureOf(path);
      const before = this.#seen.get(path);
      if (before?.signature !== signature) {
        seen.set(path, { signature, content: undefined });
        continue;
      }
      seen.set(path, before);
      // What could not be read may be readable without having changed.
      if (!Buffer.isBuffer(before.content)) before.content = await contentOf(path);
      found.set(path, before.content);
    }
    this.#seen = seen;
    return found;
  }
}

/** Whether other names match than did before. */
export async function matchOthers({ folder, pattern, names }: PatternRead): Promise<boolean> {
  try {
    return matching(await readdir(folder), pattern).join('\0') !== names.join('\0');
  } catch {
    return names.length > 0;
  }
}

/** Another one for another file, another size, another time or other permissions. Links are followed. */
async function signatureOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return errorCode(error);
  }
}

async function contentOf(path: string): Promise<Content> {
  try {
    return await readFile(path);
  } catch (error) {
    return { code: errorCode(error) };
  }
}

/** Whether a file holds something else than was read of it before. */
export function differs(before: Buffer | undefined, content: Content): boolean {
  return Buffer.isBuffer(content) ? before?.equals(content) !== true : before !== undefined;
}

/** @throws like node:fs, where it could not be read */
export function bytesOf(content: Content): Buffer {
  if (Buffer.isBuffer(content)) return content;
  throw Object.assign(new Error('the file could not be read'), content);
}
