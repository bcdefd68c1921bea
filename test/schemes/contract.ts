/**
 * The contract every scheme keeps: cases written once, run for each scheme of the catalogue. A case that cannot apply
 * to a scheme says what the scheme must have (`needs`) and why it is pointless without, and what then holds instead is
 * checked in its place: nothing is passed over in silence.
 */
import { test } from 'vitest';
import type { Scheme } from '../../src/schemes/spec.js';
import { bodyCases } from './contract-body.js';
import type { Case } from './contract-case.js';
import { hostileCases } from './contract-hostile.js';
import { secretCases } from './contract-secrets.js';
import { signatureCases } from './contract-signature.js';
import { timeCases } from './contract-time.js';
import { subjectOf } from './harness.js';

export const CASES: readonly Case[] = [
  ...secretCases,
  ...signatureCases,
  ...timeCases,
  ...bodyCases,
  ...hostileCases,
];

/** Schemes the contract is not for. */
export const EXCLUDED: Readonly<Record<string, string>> = {
  none: 'has no signature: nothing is verified, and a route must say why',
};

export function keepsTheContract(name: string, scheme: Scheme): void {
  const subject = subjectOf(name, scheme);
  for (const { promise, check, unless } of CASES) {
    if (unless?.when(subject)) {
      test(`${promise} (otherwise here: ${unless.because})`, () => {
        unless.check(subject);
      });
    } else {
      test(promise, () => {
        check(subject);
      });
    }
  }
}
