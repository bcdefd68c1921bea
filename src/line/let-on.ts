/**
 * A step to the side, for a route that only reports: what does not verify goes on to the receiver as it came. Nothing
 * of it is signed by us, it carries a mark and an id of our making, and dedupe never hears of it.
 */
import type { Delivery, RawHeaders } from '../model/delivery.js';
import type { RandomHex } from '../model/ids.js';
import { Outcome, type OutcomeCode } from '../model/outcome.js';
import type { EpochClock, EpochMs, MonotonicMs } from '../model/time.js';
import type { Trail } from '../model/trail.js';
import { informationHeader } from '../schemes/engine/headers.js';
import type { AddedToUrl, ReadAdded } from './added-url.js';
import { noClaim } from './claim/no-claim.js';
import type { Forwarded } from './passed-headers.js';
import type { HandOver, LetOn } from './route.js';

export interface LetOnParts {
  /** The route enforces from here on. */
  readonly until: EpochMs;
  readonly clock: EpochClock;
  readonly paused: () => boolean;
  /** The headers that go on, those of the source's signature among them. */
  readonly forwarded: (rawHeaders: RawHeaders, trace: string | undefined) => Forwarded;
  /** Undefined if the receiver is always called under its configured URL. */
  readonly addedToUrl: ReadAdded | undefined;
  /** Attempts that sign nothing. */
  readonly handOver: HandOver;
  readonly randomHex: RandomHex;
}

/** The mark: how the delivery would have ended. */
const MARK = 'Webhook-Gateway-Unverified';

/** What nobody can read is nobody's delivery, and goes nowhere. */
export const LET_ON: ReadonlySet<OutcomeCode> = new Set(['missing_signature', 'invalid_signature', 'stale']);

export function createLetOn(parts: LetOnParts): LetOn {
  const { until, clock, paused, addedToUrl } = parts;
  return function letOn(delivery, refused, trail, answerBy) {
    // What an operator takes from the refused ones was refused: it is genuine now, or stays there.
    if (!LET_ON.has(refused.code) || trail.takenFrom !== undefined || clock() >= until) return undefined;
    if (paused()) return Promise.resolve(new Outcome('paused'));
    const added = addedToUrl?.(delivery);
    // Nobody can read it, so it is nobody's delivery either.
    if (added instanceof Outcome) return Promise.resolve(added);
    return goOn(parts, delivery, added, refused, trail, answerBy);
  };
}

async function goOn(
  { forwarded, handOver, randomHex }: LetOnParts,
  { rawHeaders, body }: Delivery,
  added: AddedToUrl | undefined,
  { code, reason }: Outcome,
  trail: Trail,
  answerBy: MonotonicMs,
): Promise<Outcome> {
  const id = `unverified_${randomHex(16)}`;
  trail.messageId = id;
  trail.unverified = code;
  const trace = trail.trace?.parent(trail);
  const { headers, dropped } = forwarded(rawHeaders, trace);
  trail.droppedHeaders = dropped;
  const message = {
    ...{ id, event: undefined, sourceId: undefined, body, trace },
    contentType: informationHeader(rawHeaders, 'content-type'),
    headers: [...headers, MARK, code],
    pathRest: added?.pathRest,
    query: added?.query,
  };
  const { receiver, status } = await handOver(message, noClaim(id), trail, answerBy);
  const why = reason === undefined ? {} : { reason };
  return new Outcome('unverified', { ...why, status, ...(receiver && { receiver }) });
}
