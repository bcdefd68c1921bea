/** A folder whose files change as Kubernetes changes those of a Secret: all at once, by a link. */
import {
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Volume {
  readonly folder: string;
  path(name: string): string;
  /** What was not there before gets its link; the rest moves with `..data`. */
  swap(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

export function createVolume(first: Readonly<Record<string, string>>): Volume {
  const folder = mkdtempSync(join(tmpdir(), 'volume-'));
  const path = (name: string): string => join(folder, name);
  let count = 0;
  const swap = (files: Readonly<Record<string, string>>): void => {
    const before = count === 0 ? undefined : readlinkSync(path('..data'));
    const next = `..2026_11_28_${count++}`;
    mkdirSync(path(next));
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(path(next), name), text);
    }
    symlinkSync(next, path('..data_tmp'));
    renameSync(path('..data_tmp'), path('..data'));
    for (const name of Object.keys(files)) {
      try {
        symlinkSync(join('..data', name), path(name));
      } catch {
        // It is there.
      }
    }
    if (before !== undefined) rmSync(path(before), { recursive: true });
  };
  swap(first);
  return {
    folder,
    path,
    swap,
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
