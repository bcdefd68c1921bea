/** What the compiler leaves to do: the program may be executed, and the CommonJS half says that it is CommonJS. */
import './library-package.js';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { typesOf } from './types-of.js';

// The compiler writes types of every file that an entry leads to; few stand in an entry's own.
for (const root of ['dist', 'dist/cjs']) {
  const needed = typesOf(root);
  for (const path of readdirSync(root, { recursive: true })) {
    const file = join(root, path);
    const another = /^(?:cjs|library-package)\//.test(relative('dist', file)) && root === 'dist';
    if (!another && file.endsWith('.d.ts') && !needed.has(file)) rmSync(file);
  }
}
chmodSync('dist/main.js', 0o755);
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
