import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, type Entry } from '../../../src/observe/catalogue.js';
import { FIELDS } from '../../../src/observe/log-fields.js';
import { LINES_PER_SECOND } from '../../../src/observe/sampler.js';

const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');

/** Rows of the first table under a heading, without its head. */
function table(heading: string): string[] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1);
}

describe('docs/operations.md', () => {
  it('lists every series with its kind, labels and meaning, and no other', () => {
    const rows = Object.values<Entry>(CATALOGUE).map(({ name, type, labels, help }) => {
      return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${help} |`;
    });
    expect(table('Metrics')).toEqual(rows);
  });

  it('lists every field of the log with its meaning, and no other', () => {
    const rows = Object.entries(FIELDS).map(([name, holds]) => `| \`${name}\` | ${holds} |`);
    expect(table('Log')).toEqual(rows);
  });

  it('names the sampling that is in force', () => {
    expect(text).toContain(`first ${LINES_PER_SECOND} lines a second`);
  });

  it('its links inside the page and to files lead somewhere', () => {
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
      (match[1] ?? '').toLowerCase().replace(/ /g, '-'),
    );
    for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(anchors).toContain(target.slice(1));
      else
        expect(() => readFileSync(new URL(`../../../docs/${target}`, import.meta.url)), target).not.toThrow();
    }
  });
});
