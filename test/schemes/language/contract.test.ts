/** The schemes that docs/schemes.md shows keep the contract of the built-in ones. */
import { describe } from 'vitest';
import { keepsTheContract } from '../contract.js';
import { examples } from './examples.js';

describe.each([...examples])('%s', (name, scheme) => {
  keepsTheContract(name, scheme);
});
