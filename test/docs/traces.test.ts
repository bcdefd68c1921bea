/** docs/operations.md#traces and the spans say the same. */
import { expect, it } from 'vitest';
import { OWN } from '../../src/observe/traces/names.js';
import { marked, names, read } from './markdown.js';

it('the page lists every attribute of our own, and no other', () => {
  expect([...names(marked(read('docs/operations.md'), 'attributes'))].sort()).toEqual(
    Object.values(OWN).sort(),
  );
});
