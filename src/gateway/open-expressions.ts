/** The evaluation of expressions: nothing of it is loaded until somebody asks. */
import type { Fault } from '../checks/fault.js';
import type { WhatWasRead } from '../config/read/reader.js';
import { ExpressionCheck } from '../expressions/expression-faults.js';
import type { ExpressionPool } from '../expressions/pool.js';
import type { Evaluate } from '../line/expressions.js';
import type { MonotonicClock } from '../model/time.js';

export class Expressions {
  readonly #now: MonotonicClock;
  readonly #maxWaitMs: number | undefined;
  readonly #check = new ExpressionCheck(async (text) => (await this.#opened()).parse(text));
  #pool: Promise<ExpressionPool> | undefined;

  /** @param maxWaitMs for commands, which have no source that waits */
  constructor(now: MonotonicClock, maxWaitMs?: number) {
    this.#now = now;
    this.#maxWaitMs = maxWaitMs;
  }

  readonly evaluate: Evaluate = async (owner, expression, input) =>
    (await this.#opened()).evaluate(owner, expression, input);

  /** Texts of a configuration that are no expressions. */
  faults(read: WhatWasRead): Promise<readonly Fault[]> {
    return this.#check.faults(read);
  }

  /** Ends what evaluates. */
  async close(): Promise<void> {
    (await this.#pool)?.close();
  }

  #opened(): Promise<ExpressionPool> {
    return (this.#pool ??= import('../expressions/pool.js').then(
      ({ ExpressionPool }) => new ExpressionPool(this.#now, this.#maxWaitMs),
    ));
  }
}
