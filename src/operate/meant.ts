/**
 * Which delivery an operator means. A message id is ours or signed, so it goes before any id that a source has of its
 * own. Whoever can send a delivery can write such an id beside it: what it leads to is looked at, and acted on only if
 * the operator says more.
 */
import { lanesOf } from '../model/lane.js';
import type { DeliveryEntry } from '../model/log-entry.js';
import type { FoundEntry, IdKind, MessageStore } from '../queue/message-store.js';

export interface Meant {
  /** The message id or the provider's. */
  readonly id: string;
  readonly route?: string;
  readonly destination?: string;
}

/** A delivery that may be the one: its message id, and where it belongs. */
export interface Candidate {
  readonly id: string;
  readonly route: string;
  readonly destination: string;
}

/** What came of a write, and of which delivery. */
export type Acted<Done extends string> =
  | { readonly result: Done; readonly on: Candidate }
  | { readonly result: 'not_found' }
  | { readonly result: 'ambiguous'; readonly candidates: readonly Candidate[] };

/** A candidate, where it lies, and its record's key. */
export interface Located {
  readonly lane: string;
  readonly key: string;
  readonly on: Candidate;
}

export function isMeant({ route, destination }: Meant, of: Omit<Candidate, 'id'>): boolean {
  return (
    (route === undefined || of.route === route) &&
    (destination === undefined || of.destination === destination)
  );
}

/** The latest first. @param log where ids are looked up; @param lanes all of them */
export async function findMeant(
  log: Pick<MessageStore, 'find'>,
  lanes: readonly string[],
  kind: IdKind,
  meant: Meant,
): Promise<readonly FoundEntry[]> {
  const { id, route } = meant;
  const found = await log.find(lanesOf(lanes, route), kind, id);
  return found.filter(({ entry }) => isMeant(meant, entry));
}

export function located({ lane, key, entry }: FoundEntry): Located {
  return { lane, key, on: candidateOf(entry) };
}

function candidateOf({ id, route, destination }: DeliveryEntry): Candidate {
  return { id, route, destination };
}

/** The one to act on. @param kind what the id was found as */
export function theOne(
  found: readonly Located[],
  kind: IdKind,
  { route, destination }: Meant,
): Located | Exclude<Acted<never>, { readonly result: never }> {
  const [first, ...more] = found;
  if (!first) return { result: 'not_found' };
  const said = route !== undefined || destination !== undefined;
  if (more.length === 0 && (kind === 'message' || said)) return first;
  return { result: 'ambiguous', candidates: found.map(({ on }) => on) };
}
