/** The body of `POST /api/dead/replay`: which dead letters, and how fast. */
import type { DeadSelection } from '../../operate/operations.js';
import type { Body } from './body.js';
import { Problem } from './problem.js';

export const SELECTION_MEMBERS = ['route', 'ids', 'all', 'rate'] as const;
/** Messages a second. */
export const DEFAULT_RATE = 50;
export const MAX_RATE = 10_000;
export const MAX_IDS = 500;

/**
 * Everything is sent again on that very word alone: a filter that was forgotten is no such word.
 * @throws Problem
 */
export function readSelection(body: Body): DeadSelection {
  const route = body.get('route');
  const ids = body.get('ids');
  checkAll(body.get('all'), route !== undefined || ids !== undefined);
  return {
    ...(route !== undefined && { route: text(route, 'route') }),
    ...(ids !== undefined && { ids: idList(ids) }),
    rate: rateOf(body.get('rate') ?? DEFAULT_RATE),
  };
}

function checkAll(all: unknown, filtered: boolean): void {
  if (all !== undefined && all !== true) throw new Problem('invalid_body', 'all: true, or leave it out');
  if (all === true && filtered) throw new Problem('invalid_body', 'all: true stands without route and ids');
  if (all === undefined && !filtered)
    throw new Problem(
      'invalid_body',
      'name a route or ids; all: true means every dead letter of every route',
    );
}

function text(value: unknown, member: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Problem('invalid_body', `${member}: a text that is not empty`);
}

/** An empty list would be read as none of them by some and as all of them by others. */
function idList(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= MAX_IDS) {
    return [...new Set(value.map((id: unknown) => text(id, 'ids')))];
  }
  throw new Problem('invalid_body', `ids: a list of 1 to ${MAX_IDS} message ids`);
}

function rateOf(value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_RATE) return Number(value);
  throw new Problem('invalid_body', `rate: a whole number of messages a second, from 1 to ${MAX_RATE}`);
}
