/**
 * `npm run docs:write`: writes the generated tables into the pages, the schemas for editors, the man page, the
 * console's types, and what charts copy.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { chartFiles } from './chart-files.js';
import { CONSOLE_TYPES, consoleTypes } from './console-types.js';
import { generated } from './generated.js';
import { schemaFiles } from './json-schema.js';
import { MAN_PAGE, manPage } from './man-page.js';
import { ROOT, read, withMarked } from './markdown.js';

for (const { page, name, text } of generated()) {
  const before = read(page);
  const after = withMarked(before, name, text);
  if (after === before) continue;
  writeFileSync(ROOT + page, after);
  console.log(`${page}: ${name}`);
}

// Behind the pages, of which the schemas have their words.
const files = new Map([
  ...(await schemaFiles()),
  [MAN_PAGE, manPage()],
  [CONSOLE_TYPES, await consoleTypes()],
  ...chartFiles().map(({ path, text }) => [path, text] as const),
]);
for (const [file, text] of files) {
  if (existsSync(ROOT + file) && text === read(file)) continue;
  writeFileSync(ROOT + file, text);
  console.log(file);
}
