import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { CASES, EXCLUDED, keepsTheContract } from './contract.js';
import { subjectOf } from './harness.js';

const subjects = Object.entries(schemes).filter(([name]) => !Object.hasOwn(EXCLUDED, name));

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

  it('has no case that applies to no scheme, and none whose exception applies to none', () => {
    for (const { promise, unless } of CASES) {
      if (!unless) continue;
      const excepted = subjects.filter(([name, scheme]) => unless.when(subjectOf(name, scheme)));
      expect(excepted.length, promise).toBeGreaterThan(0);
      expect(excepted.length, promise).toBeLessThan(subjects.length);
    }
  });

  it('gives every case a name of its own', () => {
    expect(new Set(CASES.map(({ promise }) => promise)).size).toBe(CASES.length);
  });
});
