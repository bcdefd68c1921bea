import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { CASES, EXCLUDED, keepsTheContract } from './contract.js';
import { subjectsOf } from './harness.js';
import { examples } from './language/examples.js';

/** Tokens that are the body have a suite of their own (token-documents.test.ts). */
const subjects = Object.entries(schemes).filter(
  ([name, { signature }]) => !Object.hasOwn(EXCLUDED, name) && signature?.jwt?.isDocument !== true,
);

describe.each(subjects)('%s', (name, scheme) => {
  keepsTheContract(name, scheme);
});

describe('the contract itself', () => {
  it('excludes only schemes that have nothing to verify', () => {
    for (const name of Object.keys(EXCLUDED)) {
      expect(schemes[name], name).toBeDefined();
      expect(schemes[name]?.signature, name).toBeUndefined();
    }
  });

  it('has no case that applies to no scheme, and none whose exceptions apply to none', () => {
    // What no provider does yet is shown by the schemes of the page.
    const shown = [...examples].flatMap(([name, scheme]) => subjectsOf(name, scheme));
    const all = [...subjects.flatMap(([name]) => subjectsOf(name)), ...shown];
    for (const { promise, unless = [] } of CASES) {
      const reasons = all.map((subject) => unless.find(({ when }) => when(subject))?.because);
      expect(reasons, promise).toContain(undefined);
      for (const { because } of unless) expect(reasons, promise).toContain(because);
    }
  });

  it('gives every case a name of its own', () => {
    expect(new Set(CASES.map(({ promise }) => promise)).size).toBe(CASES.length);
  });
});
