/** Licences: each package that is locked has one that may be used here, and what is bundled one that may go to others. */
import { describe, expect, it } from 'vitest';
import parseExpression from 'spdx-expression-parse';
import { bundledIn } from '../../scripts/release/bundled.js';
import { ROOT, read } from '../docs/markdown.js';
import '../helpers/program.js';

/** Ask for nothing but that their text goes along (LICENSES.txt), or not even that. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

/** Also of tools, whose code goes nowhere. */
const OF_TOOLS = [...PERMISSIVE, 'CC-BY-3.0', 'CC0-1.0', 'MPL-2.0', 'Python-2.0', 'Unlicense'];

type Expression = ReturnType<typeof parseExpression>;

/** @returns whether one may take it by licences of the list alone */
function allows(list: readonly string[], expression: Expression): boolean {
  if ('license' in expression) return list.includes(expression.license);
  const [left, right] = [allows(list, expression.left), allows(list, expression.right)];
  return expression.conjunction === 'or' ? left || right : left && right;
}

describe('the licence', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Readonly<Record<string, { readonly license?: string }>>;
  };
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

  it('of each locked package is one of those that are allowed', () => {
    expect(locked.length).toBeGreaterThan(300);
    const wrong = locked
      .filter(([, { license }]) => license === undefined || !allows(OF_TOOLS, parseExpression(license)))
      .map(([path, { license }]) => `${path}: ${license ?? 'none'}`);
    expect(wrong).toEqual([]);
  });

  it('of each bundled package lets it go to others with its text alone', () => {
    const bundled = bundledIn(ROOT, ['program', 'library', 'console']);
    expect(bundled.length).toBeGreaterThan(20);
    const wrong = bundled.filter(({ license }) => !allows(PERMISSIVE, parseExpression(license)));
    expect(wrong).toEqual([]);
    const texts = read('dist/program/LICENSES.txt').split(`\n${'-'.repeat(80)}\n`);
    for (const text of texts) expect(text.split('\n\n').slice(1).join('').length, text).toBeGreaterThan(100);
  });

  it.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['(MIT OR GPL-3.0-only)', true],
    ['(MIT AND GPL-3.0-only)', false],
  ])('is judged by its parts: %s', (license, allowed) => {
    expect(allows(PERMISSIVE, parseExpression(license))).toBe(allowed);
  });
});
