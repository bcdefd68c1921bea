/** Outcomes by what they mean to a reader. */
import type { Outcome } from '../api/types.js';

/** As a reader sees them: it arrived, it was known or unwanted, it was refused, or it is trouble. */
export type OutcomeGroup = 'good' | 'quiet' | 'refused' | 'bad';

export const GROUPS: readonly OutcomeGroup[] = ['good', 'quiet', 'refused', 'bad'];

export const GROUP_TITLES: Readonly<Record<OutcomeGroup, string>> = {
  good: 'accepted or queued',
  quiet: 'answered: duplicates, filtered, handshakes',
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
  unverified: 'refused',
  rejected: 'bad',
  failed: 'bad',
  untranslatable: 'bad',
  timeout: 'bad',
  unreachable: 'bad',
  in_flight: 'quiet',
  paused: 'quiet',
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
