/** What a case of the contract is, and the exceptions that several cases share. */
import { expect } from 'vitest';
import { whyUnsignable } from '../../src/schemes/engine/sign.js';
import { signed, type Subject } from './harness.js';

export interface Case {
  /** What is promised, in plain words. */
  readonly promise: string;
  readonly check: (subject: Subject) => void;
  /** The first that applies stands in the case's place. */
  readonly unless?: readonly Exception[];
}

export interface Exception {
  /** Whether the case cannot apply. */
  readonly when: (subject: Subject) => boolean;
  /** Why not, and what is so instead. */
  readonly because: string;
  /** Shows that it is so. */
  readonly check: (subject: Subject) => void;
}

export const unsignable: Exception = {
  when: ({ scheme }) => whyUnsignable(scheme) !== undefined,
  because:
    'what is signed stands in the body, which the gateway does not write, or its key is with the provider alone, and the signer says so',
  check(subject) {
    expect(() => signed(subject)).toThrow(TypeError);
    expect(() => signed(subject)).toThrow(
      /cannot sign: its .* (?:stands inside the body|with the provider alone)/,
    );
  },
};

/** What a body that was tampered with is refused for. */
export function forgedBody({ scheme }: Subject): readonly string[] {
  const ofItsTime = scheme.time?.json === undefined ? [] : ['missing_time', 'unreadable_time'];
  return ['mismatch', 'body_not_json', 'body_not_text', ...ofItsTime];
}

/** What a signature that was tampered with is refused for. */
export function forgedSignature({ signature }: Subject): readonly string[] {
  return (signature.jwt ?? signature.jws)
    ? ['mismatch', 'unreadable_signature', 'unknown_version']
    : ['mismatch', 'unknown_version'];
}
