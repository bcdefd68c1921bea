import type { ApiProblem } from './problem.js';
import type { Delivery, Scope } from './types.js';

export interface TailListener {
  /** Also when it comes again. */
  readonly started: (scope: Scope) => void;
  readonly delivery: (delivery: Delivery) => void;
  /** So many were missed because the page was slow. */
  readonly gap: (missed: number) => void;
  /** The gateway goes away, or has gone. What ends until it has started again is not heard. */
  readonly ended: () => void;
  readonly refused: (problem: ApiProblem) => void;
}
