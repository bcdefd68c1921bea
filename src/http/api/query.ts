/** Reads query strings strictly: it refuses a misspelt, doubled or unreadable filter by name, and never ignores one. */
import { OUTCOME_CODES, type OutcomeCode } from '../../model/outcome.js';
import { DEAD_LETTER_REASONS, type DeadReason } from '../../model/trail.js';
import { readTime } from '../../schemes/text/time-text.js';
import { Problem } from './problem.js';

/** Parameters by name, each once. */
export type Query = ReadonlyMap<string, string>;

/** How a moment is written, in words. */
export const TIME = 'ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13)';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

/** @throws Problem `invalid_query` that names the parameter. */
export function readQuery(target: string, known: readonly string[]): Query {
  const at = target.indexOf('?');
  const query = new Map<string, string>();
  const parts = at < 0 ? [] : target.slice(at + 1).split('&');
  for (const part of parts.filter((text) => text !== '')) {
    const equals = part.indexOf('=');
    const name = decoded(equals < 0 ? part : part.slice(0, equals), 'a name');
    if (!known.includes(name))
      throw invalid(
        name,
        `unknown parameter; ${known.length === 0 ? 'none is known here' : `known are ${known.join(', ')}`}`,
      );
    if (query.has(name)) throw invalid(name, 'given more than once');
    const value = decoded(equals < 0 ? '' : part.slice(equals + 1), name);
    if (value === '') throw invalid(name, 'empty; leave it out instead');
    query.set(name, value);
  }
  return query;
}

/** Epoch milliseconds. @throws Problem */
function readMoment(query: Query, name: string): number | undefined {
  const text = query.get(name);
  if (text === undefined) return undefined;
  const time = readTime(text, ['iso', 's', 'ms']);
  if (time !== undefined) return time;
  throw invalid(
    name,
    'not a time; give ISO 8601 such as 2026-11-20T09:30:00Z (write a + in it as %2B), epoch seconds (10 digits) or milliseconds (13)',
  );
}

/** `since` and `until`, those that are given. @throws Problem */
export function readSpan(query: Query): { readonly since?: number; readonly until?: number } {
  const since = readMoment(query, 'since');
  const until = readMoment(query, 'until');
  if (since !== undefined && until !== undefined && since > until) throw invalid('since', 'later than until');
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** @throws Problem */
export function readLimit(query: Query): number {
  const text = query.get('limit');
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : MAX_LIMIT + 1;
  if (limit > MAX_LIMIT) throw invalid('limit', `a whole number from 1 to ${MAX_LIMIT}`);
  return limit;
}

/** @throws Problem */
export function readOutcome(query: Query): OutcomeCode | 'dead' | undefined {
  const text = query.get('outcome');
  if (text === undefined || text === 'dead') return text;
  const code = OUTCOME_CODES.find((known) => known === text);
  if (code !== undefined) return code;
  throw invalid('outcome', `not an outcome; known are dead, ${OUTCOME_CODES.join(', ')}`);
}

/** @throws Problem */
export function readDeadReason(query: Query): DeadReason | undefined {
  const text = query.get('reason');
  const reason = DEAD_LETTER_REASONS.find((known) => known === text);
  if (text === undefined || reason !== undefined) return reason;
  throw invalid('reason', `no reason of a dead letter; known are ${DEAD_LETTER_REASONS.join(', ')}`);
}

/** Those of the parameters that are given. */
export function texts(query: Query, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...query].filter(([name]) => names.includes(name)));
}

/** A cursor is the one thing that only who made it can judge. @throws Problem */
export async function page<T>(query: Query, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RangeError && query.has('cursor'))
      throw invalid('cursor', 'not one that this gateway gave');
    throw error;
  }
}

export function invalid(parameter: string, what: string): Problem {
  const shown = parameter.length <= 64 ? parameter : `${parameter.slice(0, 63)}…`;
  return new Problem('invalid_query', `${shown}: ${what}`, { members: { parameter: shown } });
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid(what, 'not percent-encoded UTF-8');
  }
}
