/**
 * The body of a delivery that is refused already. A little of it is read, so that whoever sent a small one hears the
 * answer on a connection that stays; how much, and how long, does not depend on whoever sends.
 */
import type { IncomingMessage } from 'node:http';
import { collect, type BodySource, type BufferBudget } from '../line/receive.js';

const MAX_BYTES = 64 * 1024;
const PATIENCE_MS = 2_000;
/** Bytes of such bodies at the same time, on one route. */
const MAX_ROUTE_BYTES = 1024 * 1024;

export class Skimmer {
  readonly #budgets = new Map<string, BufferBudget>();

  /** Resolves when the body has ended, or when no more of it is read. */
  async skim(route: string, request: IncomingMessage & Partial<BodySource>): Promise<void> {
    const budget = this.#budgets.get(route) ?? { max: MAX_ROUTE_BYTES, used: 0 };
    this.#budgets.set(route, budget);
    if (budget.used >= budget.max) return;
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, undefined);
    });
    const reading = collect(request, MAX_BYTES, budget).then((body) => {
      if (Buffer.isBuffer(body)) budget.used -= body.length;
    });
    await Promise.race([reading, enough]);
    clearTimeout(timer);
  }
}
