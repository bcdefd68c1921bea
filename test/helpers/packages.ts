/** Packages of the registry that tests read and nobody installs: fetched once into the user's cache, by their hash. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Pinned {
  /** With its version. */
  readonly spec: string;
  readonly integrity: string;
}

/** @returns the folder with the package's files. @throws Error where it cannot be had, or is not the one that is meant. */
export function fetched({ spec, integrity }: Pinned, prepare: (folder: string) => void = () => {}): string {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'standard-webhooks-gateway');
  const folder = join(cache, spec.replace(/[^\w.-]+/g, '-').replace(/^-/, ''));
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(`${folder}.making-`);
  try {
    const options = ['--silent', '--json', '--pack-destination', making];
    const said = execFileSync('npm', ['pack', spec, ...options], { encoding: 'utf8', timeout: 300_000 });
    const [packed] = JSON.parse(said) as [{ filename: string }];
    const tarball = join(making, packed.filename.replace('@', '').replace('/', '-'));
    const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
    if (`sha512-${hash}` !== integrity) throw new Error(`${spec} is not the package that is pinned`);
    execFileSync('tar', ['-xzf', tarball, '-C', making]);
    prepare(join(making, 'package'));
    // Another test process may have been first.
    if (!existsSync(folder)) renameSync(join(making, 'package'), folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}
