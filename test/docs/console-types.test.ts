import { expect, test } from 'vitest';
import { CONSOLE_TYPES, consoleTypes } from './console-types.js';
import { read } from './markdown.js';

test("the console's types are those of the API's document", async () => {
  expect(read(CONSOLE_TYPES), 'npm run docs:write').toBe(await consoleTypes());
});
