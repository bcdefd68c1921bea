/** Packages of the registry that tests read and nobody installs: fetched once into the user's cache, by their hash. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached, packed } from './cached.js';

export interface Pinned {
  /** With its version. */
  readonly spec: string;
  readonly integrity: string;
}

/** @returns the folder with the package's files. @throws Error where it cannot be had, or is not the one that is meant. */
export function fetched({ spec, integrity }: Pinned, prepare: (folder: string) => void = () => {}): string {
  const name = spec.replace(/[^\w.-]+/g, '-').replace(/^-/, '');
  const folder = cached(name, (to) => {
    const tarball = packed(spec, to);
    const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
    if (`sha512-${hash}` !== integrity) throw new Error(`${spec} is not the package that is pinned`);
    execFileSync('tar', ['-xzf', tarball, '-C', to]);
    rmSync(tarball);
    prepare(join(to, 'package'));
  });
  return join(folder, 'package');
}
