/** What a case of the contract is. */
import type { Subject } from './harness.js';

export interface Case {
  /** What is promised, in plain words. */
  readonly promise: string;
  readonly check: (subject: Subject) => void;
  readonly unless?: Exception;
}

export interface Exception {
  /** Whether the case cannot apply. */
  readonly when: (subject: Subject) => boolean;
  /** Why not, and what is so instead. */
  readonly because: string;
  /** Shows that it is so. */
  readonly check: (subject: Subject) => void;
}
