/** What differs between two configurations, in words. */
import type { Change } from '../config/difference.js';
import { cut, printable } from './print.js';

/** A whole route is one change where there is a new one. */
const LONGEST = 160;

/** A line each: `routes.a.source.deadline: 25s → 10s`. */
export function changeLines(changes: readonly Change[]): string {
  return changes.map(({ path, from, to }) => `  ${printable(path)}: ${text(from)} → ${text(to)}\n`).join('');
}

function text(value: unknown): string {
  if (value === null) return 'nothing';
  return cut(printable(typeof value === 'string' ? value : JSON.stringify(value)), LONGEST);
}
