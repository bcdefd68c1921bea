/**
 * The body of a delivery that is refused already. A little of it is read, so that whoever sent a small one hears the
 * answer on a connection that stays, and so that there is something to show; how much, and how long, does not depend on
 * whoever sends.
 */
import { handOver, type BodySink, type BufferBudget } from '../line/receive.js';
import type { PortRequest } from './port-exchange.js';

const MAX_BYTES = 64 * 1024;
const PATIENCE_MS = 2_000;
/** Bytes of such bodies at the same time, on one route. */
const MAX_ROUTE_BYTES = 1024 * 1024;

/** What was read of a body. */
export interface Skimmed {
  readonly body: Buffer | undefined;
  /** It did not end there. */
  readonly cut: boolean;
}

export class Skimmer {
  readonly #budgets = new Map<string, BufferBudget>();

  /** Resolves when the body has ended, or when no more of it is read. */
  async skim(route: string, request: PortRequest): Promise<Skimmed> {
    const budget = this.#budgets.get(route) ?? { max: MAX_ROUTE_BYTES, used: 0 };
    this.#budgets.set(route, budget);
    if (budget.used >= budget.max) return { body: undefined, cut: true };
    const beginning = new Beginning(budget);
    handOver(request, beginning);
    const timer = setTimeout(() => {
      beginning.stop();
    }, PATIENCE_MS);
    const skimmed = await beginning.read;
    clearTimeout(timer);
    return skimmed;
  }
}

/** Collects a body's first bytes; what comes behind them stays where it is. */
class Beginning implements BodySink {
  readonly read: Promise<Skimmed>;
  readonly #budget: BufferBudget;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #done = false;
  #resolve: (skimmed: Skimmed) => void = () => undefined;

  constructor(budget: BufferBudget) {
    this.#budget = budget;
    this.read = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  data(chunk: Buffer): boolean {
    if (this.#done) return true;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#budget.used += chunk.length;
    if (this.#size <= MAX_BYTES && this.#budget.used <= this.#budget.max) return true;
    this.#over(true);
    return false;
  }

  end(): void {
    this.#over(false);
  }

  gone(): void {
    this.#over(true);
  }

  stop(): void {
    this.#over(true);
  }

  #over(cut: boolean): void {
    if (this.#done) return;
    this.#done = true;
    this.#budget.used -= this.#size;
    const body = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#resolve({ body: body?.subarray(0, MAX_BYTES), cut });
  }
}
