/**
 * THE LINE. A delivery goes (handshake →) verify → claim → translate → hand over. Each step returns the value for the
 * next step or an Outcome, and the first Outcome ends the line. The body is received before it (http/public.ts), and
 * the hand-over ends the claim. Nobody else decides what becomes of a delivery.
 */
import type { Delivery } from '../model/delivery.js';
import type { RandomHex } from '../model/ids.js';
import { Outcome } from '../model/outcome.js';
import type { Trail } from '../model/trail.js';
import type { Destination, Route } from './route.js';
import { passToSeveral, type Pass } from './several.js';
import { readEvent } from '../schemes/engine/read.js';
import { Unsignable } from '../schemes/engine/unsignable.js';
import type { Verified } from '../schemes/engine/verify.js';
import type { Claims } from './claim/claims.js';
import type { BodyLabel } from './claim/own-claim.js';
import type { ForeignId } from './claim/foreign-ids.js';
import { identify, labelOfBody, takeClaim } from './claim/take-claim.js';
import type { Claim } from './claim/claim-store.js';
import { signedHandshake, unsignedHandshake } from './handshake.js';
import { messageOf, translate } from './translate.js';
import { verify } from './verify.js';

export type Ingest = (route: Route, delivery: Delivery, trail: Trail) => Promise<Outcome>;

export function createIngest(claims: Claims, foreignId: ForeignId, randomHex: RandomHex): Ingest {
  return async function ingest(route, delivery, trail) {
    const answerBy = trail.startedAt + route.source.deadline;

    trail.way.begin('verify', trail.bodyReadAt);
    const asked = unsignedHandshake(route, delivery, trail);
    if (asked) return asked;
    const keys = route.source.findKeys && (await route.source.findKeys(delivery, trail));
    const verified = keys instanceof Outcome ? keys : verify(route, delivery, trail, keys);
    if (verified instanceof Outcome) return route.letOn?.(delivery, verified, trail, answerBy) ?? verified;
    const askedAndSigned = signedHandshake(route, verified.delivery, trail);
    if (askedAndSigned) return askedAndSigned;

    const identified = identify(route, verified, randomHex);
    if (identified instanceof Outcome) return identified;
    const { messageId, key } = identified;
    trail.messageId = messageId;
    trail.key = key;
    const { wantsEvent, source } = route;
    const label = route.dedupe && labelOfBody(route, verified, messageId);
    const event = wantsEvent && readEvent(source.scheme, verified);
    if (wantsEvent && !wantsEvent(event)) return filtered(claims, route, label);

    if (route.paused()) return new Outcome('paused');
    trail.way.begin('claim');
    const foreign = verified.signedId && (await foreignId(route.name, messageId, outageOf(route)));
    if (foreign) return foreign;

    const claim = await takeClaim(claims, route, verified, { key, messageId, trail, answerBy, label });
    if (claim instanceof Outcome) return claim;
    const limited = route.rates.limitVerified && limit(route.rates.limitVerified, trail);
    if (limited) {
      await claim.release(limited);
      return limited;
    }

    if (route.several) {
      const parts = { partClaims: claims.parts, pass };
      return passToSeveral(parts, route, verified, claim, trail, answerBy, event);
    }
    trail.way.begin('translate');
    return pass(route.destinations[0], verified, claim, trail, answerBy);
  };
}

/** What an operator takes has a rate of its own. */
function limit(limitVerified: () => Outcome | undefined, { takenFrom }: Trail): Outcome | undefined {
  return takenFrom === undefined ? limitVerified() : undefined;
}

/** Translate → hand over, for one destination. Ends the claim. */
async function pass(
  ...[destination, verified, claim, trail, answerBy, seat]: Parameters<Pass>
): Promise<Outcome> {
  try {
    const translated = translate(destination, verified, trail.messageId ?? '', trail);
    const message = translated instanceof Promise ? await translated : translated;
    if (message instanceof Outcome) return await untranslatable(destination, verified, message, claim, trail);
    return await destination.handOver(message, claim, trail, answerBy, seat);
  } catch (error) {
    // A claim left behind would be kept alive and turn every retry away.
    const unsignable = error instanceof Unsignable;
    const outcome = unsignable
      ? new Outcome('untranslatable', { reason: 'unsignable' })
      : new Outcome('overloaded', { reason: 'internal' });
    await claim.release(outcome);
    if (unsignable) return outcome;
    throw error;
  }
}

/**
 * A destination that queues keeps what can never be translated as a dead letter. In direct mode the source hears of it,
 * and of limits of ours it always does.
 */
async function untranslatable(
  destination: Destination,
  verified: Verified,
  outcome: Outcome,
  claim: Claim,
  trail: Trail,
): Promise<Outcome> {
  const { keepUntranslatable } = destination;
  if (keepUntranslatable && outcome.code === 'untranslatable') {
    const asItCame = messageOf(destination, verified, trail.messageId ?? '', trail, verified.delivery);
    return keepUntranslatable(asItCame, claim, trail);
  }
  await claim.release(outcome);
  return outcome;
}

/** A route that does not deduplicate never waits for the store. */
function outageOf({ dedupe }: Route): 'refuse' | 'forward' {
  return dedupe?.onStoreOutage ?? 'forward';
}

/** Burns no key. A name that nobody signed is noted, so that a copy of the body under another name does not pass. */
async function filtered(claims: Claims, { dedupe }: Route, label: BodyLabel | undefined): Promise<Outcome> {
  const refused = dedupe && label && (await claims.noteFiltered({ ...dedupe, label }));
  return refused ?? new Outcome('filtered');
}
