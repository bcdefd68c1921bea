/** The schemes of docs/schemes.md that show what the language can say, as the page has them. */
import { parse } from 'yaml';
import { parseScheme } from '../../../src/schemes/rules/parse.js';
import type { Scheme } from '../../../src/schemes/spec.js';
import { blocks, read } from '../../docs/markdown.js';

const SECTION = 'More that a scheme can say';

/** @throws TypeError with its faults where the page shows a scheme that `check` refuses */
function readExamples(): ReadonlyMap<string, Scheme> {
  const found = new Map<string, Scheme>();
  for (const { text, section } of blocks(read('docs/schemes.md'), 'yaml')) {
    if (section !== SECTION) continue;
    const { schemes } = parse(text) as { schemes: Record<string, unknown> };
    for (const [name, value] of Object.entries(schemes)) {
      const parsed = parseScheme(value, [name]);
      if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.faults));
      found.set(name, parsed.scheme);
    }
  }
  return found;
}

export const examples = readExamples();

/** @throws TypeError where the page has no such scheme */
export function example(name: string): Scheme {
  const scheme = examples.get(name);
  if (!scheme) throw new TypeError(`docs/schemes.md shows no ${name}`);
  return scheme;
}
