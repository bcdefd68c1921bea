/** Many rows out of many answers: the API gives a page at a time, and a page of a search that finds little may be empty. */
import type { Delivery, Scope } from '../../api/types.js';
import type { Row } from './row.js';

/** Rows that one page of the console holds. */
export const MOST_ROWS = 10_000;
/** Of one answer. */
const MOST_AT_ONCE = 500;
/** Answers, after which somebody has to want more of them. */
const MOST_ASKED = 20;

/** As the API answers. */
export interface DeliveryPage {
  readonly data: readonly Delivery[];
  readonly next: string | null;
  readonly scope: Scope;
  readonly note: string | null;
}

export interface Gathered {
  readonly rows: readonly Row[];
  /** Null if that is all. */
  readonly next: string | null;
  readonly scope: Scope;
  /** The first page's. */
  readonly note: string | null;
}

/**
 * @param before what is there already; it goes on behind that
 * @param wanted rows
 * @param tell told after each answer
 * @throws what `ask` does (rejects)
 */
export async function gather(
  before: Gathered | undefined,
  wanted: number,
  ask: (cursor: string | undefined, limit: number) => Promise<DeliveryPage>,
  tell: (so: Gathered) => void,
): Promise<Gathered> {
  let all = before;
  for (let asked = 0; asked < MOST_ASKED; asked++) {
    const missing = wanted - (all?.rows.length ?? 0);
    if (all && (all.next === null || missing <= 0)) return all;
    const page = await ask(all?.next ?? undefined, Math.min(MOST_AT_ONCE, missing));
    all = joined(all, page);
    tell(all);
  }
  // Asked at least once.
  return all as Gathered;
}

function joined(before: Gathered | undefined, { data, next, scope, note }: DeliveryPage): Gathered {
  const rows = before?.rows ?? [];
  const more = data.map((delivery, i) => ({ seq: rows.length + i, delivery }));
  return { rows: [...rows, ...more], next, scope, note: before ? before.note : note };
}
