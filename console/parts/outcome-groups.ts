/** Outcomes by what they mean to a reader. */
import type { Outcome } from '../api/types.js';

/**
 * As a reader sees them: it arrived, it went on although it does not verify, it was known or unwanted, its source was told
 * to come again, it was refused, or it is trouble.
 */
export type OutcomeGroup = 'good' | 'let-on' | 'quiet' | 'away' | 'refused' | 'bad';

export const GROUPS: readonly OutcomeGroup[] = ['good', 'let-on', 'quiet', 'away', 'refused', 'bad'];

export const GROUP_TITLES: Readonly<Record<OutcomeGroup, string>> = {
  good: 'accepted or queued',
  'let-on': 'went on unverified: the route only reports',
  quiet: 'answered: duplicates, filtered, handshakes',
  away: 'told to come again: paused, or in hand already',
  refused: 'refused',
  bad: 'failed',
};

/** Complete by the compiler: the API's document lists the outcomes. */
const GROUP_OF: Readonly<Record<Outcome, OutcomeGroup>> = {
  accepted: 'good',
  queued: 'good',
  duplicate: 'quiet',
  filtered: 'quiet',
  event_reuse: 'bad',
  challenge: 'quiet',
  unverified: 'let-on',
  rejected: 'bad',
  failed: 'bad',
  untranslatable: 'bad',
  timeout: 'bad',
  unreachable: 'bad',
  in_flight: 'away',
  paused: 'away',
  invalid_signature: 'refused',
  missing_signature: 'refused',
  stale: 'refused',
  malformed: 'refused',
  too_large: 'refused',
  unsupported_encoding: 'refused',
  method_not_allowed: 'refused',
  not_found: 'refused',
  forbidden: 'refused',
  rate_limited: 'refused',
  key_unavailable: 'bad',
  overloaded: 'bad',
  store_unavailable: 'bad',
};

export const OUTCOMES = Object.keys(GROUP_OF) as readonly Outcome[];

/** @param outcome of a later gateway too, whose words this page does not know */
export function groupOf(outcome: string): OutcomeGroup {
  const known: Readonly<Record<string, OutcomeGroup>> = GROUP_OF;
  return (Object.hasOwn(known, outcome) ? known[outcome] : undefined) ?? 'quiet';
}

export type GroupCounts = Readonly<Record<OutcomeGroup, number>>;

export function noCounts(): { -readonly [group in OutcomeGroup]: number } {
  return { good: 0, 'let-on': 0, quiet: 0, away: 0, refused: 0, bad: 0 };
}
