/** The schemes that docs/schemes.md shows keep the contract of the built-in ones. */
import { describe, expect, it } from 'vitest';
import { keepsTheContract } from '../contract.js';
import { examples } from './examples.js';

/** Those whose text the contract's independent hand cannot write; the files beside this one try them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'seal-desk': 'detached-jws.test.ts',
  'coin-desk': 'header-lists.test.ts',
  'vault-desk': 'listed-in-jws.test.ts',
  'http-desk': 'message-signatures.test.ts',
};

describe.each([...examples].filter(([name]) => !Object.hasOwn(ELSEWHERE, name)))('%s', (name, scheme) => {
  keepsTheContract(name, scheme);
});

it('leaves out those alone that speak for themselves, or whose signatures name headers', () => {
  for (const name of Object.keys(ELSEWHERE)) {
    const { jws, message, headerList } = examples.get(name)?.signature ?? {};
    expect(jws ?? message ?? headerList?.entry, name).toBeDefined();
  }
});
