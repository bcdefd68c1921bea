/** The packages whose code stands in what a build made: which, out of the bundler's account; what they are, out of the lockfile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Part = 'program' | 'library' | 'console';

export interface Bundled {
  readonly name: string;
  readonly version: string;
  /** An SPDX id or expression. */
  readonly license: string;
  /** SHA-512 of the package as the registry has it, in hex. */
  readonly sha512: string;
  readonly parts: readonly Part[];
}

interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
}

/**
 * @param root where `dist` and `package-lock.json` lie
 * @param parts those that the artefact has
 * @throws Error where the lockfile does not say all of a package
 */
export function bundledIn(root: string, parts: readonly Part[]): readonly Bundled[] {
  const json = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const account = json('dist/bundled.json') as Readonly<Record<Part, readonly string[]>>;
  const { packages } = json('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
  const folders = [...new Set(parts.flatMap((part) => account[part]))].sort();
  return folders.map((folder) => {
    const { name, version, license, integrity = '' } = packages[folder] ?? {};
    const sha512 = /^sha512-(\S+)$/.exec(integrity)?.[1];
    if (version === undefined || license === undefined || sha512 === undefined)
      throw new Error(`package-lock.json does not say version, license and SHA-512 of ${folder}`);
    return {
      name: name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      license,
      sha512: Buffer.from(sha512, 'base64').toString('hex'),
      parts: parts.filter((part) => account[part].includes(folder)),
    };
  });
}
