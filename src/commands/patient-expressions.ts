/** The evaluation of expressions for whoever sits at a terminal. */
import { Expressions } from '../gateway/open-expressions.js';

/** Milliseconds that a person waits for an evaluation to begin. */
const PATIENCE_MS = 30_000;

/** Closed by whoever opens it. */
export function openExpressions(): Expressions {
  return new Expressions(() => performance.now(), PATIENCE_MS);
}
