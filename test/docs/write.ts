/** `npm run docs:write`: writes the generated tables into the pages, the console's types, and what charts copy. */
import { existsSync, writeFileSync } from 'node:fs';
import { chartFiles } from './chart-files.js';
import { CONSOLE_TYPES, consoleTypes } from './console-types.js';
import { generated } from './generated.js';
import { ROOT, read, withMarked } from './markdown.js';

for (const { page, name, text } of generated()) {
  const before = read(page);
  const after = withMarked(before, name, text);
  if (after === before) continue;
  writeFileSync(ROOT + page, after);
  console.log(`${page}: ${name}`);
}

const types = await consoleTypes();
if (types !== read(CONSOLE_TYPES)) {
  writeFileSync(ROOT + CONSOLE_TYPES, types);
  console.log(CONSOLE_TYPES);
}

for (const { path, text } of chartFiles()) {
  if (existsSync(ROOT + path) && text === read(path)) continue;
  writeFileSync(ROOT + path, text);
  console.log(path);
}
