/** The compiler's files of types that the library's entries need: they begin with these, and their imports follow. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const ENTRIES = ['index', 'express', 'dedupe'];

/**
 * @param root where the folders of the source lie with their types
 * @throws where a type comes from another package: whoever installs this one has no other
 */
export function typesOf(root) {
  const seen = new Set();
  const open = ENTRIES.map((entry) => join(root, 'library', `${entry}.d.ts`));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import\()\s*['"]([^'"]+)['"]/g,
    )) {
      if (from.startsWith('.')) open.push(join(dirname(file), from.replace(/\.js$/, '.d.ts')));
      else if (!from.startsWith('node:')) throw new Error(`${file} has types of ${from}`);
    }
  }
  return seen;
}
