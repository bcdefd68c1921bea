/** `npm run docs:write`: writes the generated tables into the pages. */
import { writeFileSync } from 'node:fs';
import { generated } from './generated.js';
import { ROOT, read, withMarked } from './markdown.js';

for (const { page, name, text } of generated()) {
  const before = read(page);
  const after = withMarked(before, name, text);
  if (after === before) continue;
  writeFileSync(ROOT + page, after);
  console.log(`${page}: ${name}`);
}
