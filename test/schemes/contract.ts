/**
 * The contract every scheme keeps: cases written once, run for each scheme of the catalogue. A case that cannot apply
 * to a scheme says why, and what holds instead is checked in its place: nothing is passed over in silence.
 */
import { test } from 'vitest';
import type { Scheme } from '../../src/schemes/spec.js';
import { bodyCases } from './contract-body.js';
import type { Case } from './contract-case.js';
import { contextCases } from './contract-context.js';
import { hostileCases } from './contract-hostile.js';
import { secretCases } from './contract-secrets.js';
import { signatureCases } from './contract-signature.js';
import { signerCases } from './contract-signer.js';
import { timeCases } from './contract-time.js';
import { tokenCases } from './contract-token.js';
import { subjectsOf } from './harness.js';

export const CASES: readonly Case[] = [
  ...secretCases,
  ...signatureCases,
  ...signerCases,
  ...timeCases,
  ...tokenCases,
  ...contextCases,
  ...bodyCases,
  ...hostileCases,
];

/** Schemes the contract is not for. */
export const EXCLUDED: Readonly<Record<string, string>> = {
  none: 'has no signature: nothing is verified, and a route must say why',
};

export function keepsTheContract(name: string, scheme: Scheme): void {
  for (const subject of subjectsOf(name, scheme)) {
    for (const { promise, check, unless = [] } of CASES) {
      const exception = unless.find(({ when }) => when(subject));
      const title = subject.name === name ? promise : `${subject.name}: ${promise}`;
      test(exception ? `${title} (otherwise here: ${exception.because})` : title, () => {
        (exception?.check ?? check)(subject);
      });
    }
  }
}
