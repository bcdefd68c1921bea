/** `npm run docs:write`: writes the generated tables into the pages, and the console's types. */
import { writeFileSync } from 'node:fs';
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
