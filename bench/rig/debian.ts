/** Programs the baselines need: found on PATH, else installed from Debian as root, else the baseline is left out. */
import { existsSync } from 'node:fs';
import { findOrInstall, onPath } from '../../test/helpers/tools.js';

export interface Needed {
  readonly program: string;
  readonly debianPackages: readonly string[];
  /** Files that come with the packages, where the program alone is not enough. */
  readonly files?: readonly string[];
}

/** @returns the program's path, or the reason why there is none. */
export function find({
  program,
  debianPackages,
  files = [],
}: Needed): { path: string } | { missing: string } {
  const whole = (): string | undefined =>
    files.every((file) => existsSync(file)) ? onPath([program]) : undefined;
  // `findOrInstall` looks for a name first; one that nobody has makes it install.
  for (const debianPackage of whole() === undefined ? debianPackages : []) {
    findOrInstall({ names: [`not-there-${debianPackage}`], debianPackage });
  }
  const path = whole();
  if (path !== undefined) return { path };
  return { missing: `needs ${debianPackages.join(', ')} (Debian's packages)` };
}
