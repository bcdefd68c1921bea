/**
 * One delivery to several destinations, under one claim. Each that is owed gets its message under a record of its own;
 * the delivery's record ends when the last of them has. While one is owed the source hears a retry, and at its next
 * attempt only those that are owed are asked.
 */
import { Outcome } from '../model/outcome.js';
import { partKeyOf } from '../model/ids.js';
import type { Trail } from '../model/trail.js';
import type { MonotonicMs } from '../model/time.js';
import type { Verified } from '../schemes/engine/verify.js';
import { StoreUnavailable, type Claim } from './claim/claim-store.js';
import { noClaim } from './claim/no-claim.js';
import type { PartClaims, Standing } from './claim/part-claims.js';
import { Together, type Seat } from './hand-over/together.js';
import type { Destination, Route } from './route.js';
import { cameOf, Settlement } from './settlement.js';

/** Brings a delivery to one destination, and ends the claim. */
export type Pass = (
  destination: Destination,
  verified: Verified,
  claim: Claim,
  trail: Trail,
  answerBy: MonotonicMs,
  seat?: Seat,
) => Promise<Outcome>;

/** What came of one destination. */
interface Part {
  readonly trail: Trail;
  readonly outcome: Outcome;
}

export async function passToSeveral(
  { partClaims, pass }: { readonly partClaims: PartClaims; readonly pass: Pass },
  route: Route,
  verified: Verified,
  claim: Claim,
  trail: Trail,
  answerBy: MonotonicMs,
  event: string | undefined,
): Promise<Outcome> {
  const wanted = route.destinations.filter(({ wantsEvent }) => !wantsEvent || wantsEvent(event));
  const standings = await standingsOf(partClaims, route, wanted, claim, trail);
  if (standings instanceof Outcome) {
    await claim.release(standings);
    return standings;
  }
  const owed = wanted.filter(({ name }) => standings.get(name) === 'owed');
  trail.way.begin(owed.length > 0 ? 'translate' : 'settle');
  const settlement = new Settlement({ partClaims, claim, dedupe: route.dedupe, standings });
  const seats = seatsOf(owed);
  const parts = await Promise.all(owed.map(toOne));
  await settlement.ifNobodyIsAsked();
  trail.parts = parts.map((part) => part.trail);
  return told(route, standings, parts, trail);

  async function toOne(destination: Destination): Promise<Part> {
    const { name } = destination;
    const key = partKeyOf(claim.key, name);
    const way = trail.way.branch();
    const own: Trail = { ...trail, destination: name, key, claims: [], attempt: undefined, way };
    const part = settlement.follow(
      name,
      route.dedupe ? partClaims.claim(claim, key, route.dedupe.window, trail) : noClaim(key, claim.key),
    );
    const seat = seats.get(destination);
    try {
      own.outcome = destination.paused()
        ? await turnedAway(part)
        : await pass(destination, verified, part, own, answerBy, seat);
      if (owed.length > 1) way.begin('others');
    } finally {
      seat?.leave();
    }
    return { trail: own, outcome: own.outcome };
  }
}

/** How the destinations stand; or why that cannot be known. */
async function standingsOf(
  partClaims: PartClaims,
  { dedupe, destinations }: Route,
  wanted: readonly Destination[],
  claim: Claim,
  trail: Trail,
): Promise<ReadonlyMap<string, Standing> | Outcome> {
  if (dedupe && !trail.withoutDedupe) {
    try {
      const all = destinations.map(({ name }) => name);
      const known = await partClaims.standings(claim, all, dedupe.window);
      return new Map([...known].filter(([name]) => wanted.some((one) => one.name === name)));
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (dedupe.onStoreOutage === 'refuse')
        return new Outcome('store_unavailable', { reason: error.reason });
      trail.withoutDedupe = true;
    }
  }
  return new Map(wanted.map(({ name }) => [name, 'owed']));
}

/** What is stored anyway does not wait for what is attempted first. */
function seatsOf(owed: readonly Destination[]): ReadonlyMap<Destination, ReturnType<Together['seat']>> {
  const queued = new Together();
  const spilled = new Together();
  const storing = owed.filter(({ mode }) => mode !== 'direct');
  return new Map(storing.map((one) => [one, (one.mode === 'queued' ? queued : spilled).seat()]));
}

async function turnedAway(claim: Claim): Promise<Outcome> {
  const outcome = new Outcome('paused');
  await claim.release(outcome);
  return outcome;
}

/** The worst of those that were waited for decides, and among equals the first in the order of the file. */
function told(
  { source }: Route,
  standings: ReadonlyMap<string, Standing>,
  parts: readonly Part[],
  trail: Trail,
): Outcome {
  const ends = [...standings].flatMap(([name, standing]) => {
    const part = parts.find((one) => one.trail.destination === name);
    if (part) return { name, outcome: part.outcome };
    const status = source.answerTo('final');
    const before = new Outcome('rejected', { reason: 'refused_before', status });
    return standing === 'refused' ? { name, outcome: before } : [];
  });
  for (const worst of ['owed', 'final', 'taken'] as const) {
    const alike = ends.filter(({ outcome }) => cameOf(outcome) === worst);
    const decided = alike.find(({ outcome }) => outcome.code !== 'queued') ?? alike[0];
    if (decided) {
      trail.destination = decided.name;
      return decided.outcome;
    }
  }
  return new Outcome('duplicate');
}
