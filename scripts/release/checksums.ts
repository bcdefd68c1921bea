/** SHA256SUMS as `sha256sum --check` takes it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const CHECKSUMS = 'SHA256SUMS';

export function digestOf(file: string, algorithm = 'sha256'): string {
  return createHash(algorithm).update(readFileSync(file)).digest('hex');
}

/** Of all files of a folder. */
export function writeChecksums(folder: string): void {
  const files = readdirSync(folder)
    .filter((file) => file !== CHECKSUMS)
    .sort();
  const lines = files.map((file) => `${digestOf(join(folder, file))}  ${file}\n`);
  writeFileSync(join(folder, CHECKSUMS), lines.join(''));
}
