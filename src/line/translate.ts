/** Step: the verified delivery becomes the unsigned message for the receiver. */
import type { Message } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import type { Trail } from '../model/trail.js';
import type { Leg } from '../config/config.js';
import { createExpression, type ExpressionParts } from './expression-payload.js';
import type { Destination, Translate } from './route.js';
import type { AddedToUrl } from './added-url.js';
import { createRename, type RenameEvent } from './rename-events.js';
import { compact } from '../schemes/payload/compact.js';
import { createEnvelopeMapper } from '../schemes/payload/envelope.js';
import { readEvent } from '../schemes/engine/read.js';
import { informationHeader } from '../schemes/engine/headers.js';
import type { Verified } from '../schemes/engine/verify.js';

/** The parts of a destination that make a message of a delivery. */
export type Translation = Pick<
  Destination,
  'forwarded' | 'unsignedNames' | 'addedToUrl' | 'rename' | 'fillHeaders' | 'translate' | 'contentType'
>;

export function translate(
  destination: Translation,
  verified: Verified,
  id: string,
  trail: Trail,
): Message | Outcome | Promise<Message | Outcome> {
  const { contentType, rename } = destination;
  const filled = destination.fillHeaders?.(verified, { id, event: eventFor(rename, trail.event) }) ?? NONE;
  if (filled instanceof Outcome) return filled;
  const made = destination.translate(verified, id);
  const finish = (body: Buffer | Outcome): Message | Outcome =>
    body instanceof Outcome
      ? body
      : messageOf(destination, verified, id, trail, { body, filled, contentType });
  return made instanceof Promise ? made.then(finish) : finish(made);
}

const NONE: readonly string[] = [];

/** The event's name as the receiver knows it. */
function eventFor(rename: RenameEvent | undefined, event: string | undefined): string | undefined {
  return event === undefined || !rename ? event : rename(event);
}

interface Made {
  /** The one for the receiver, or the one that came if it cannot be translated. */
  readonly body: Buffer;
  /** Headers that are made of the delivery, names and values in turn. */
  readonly filled?: readonly string[];
  /** Of the body; left out: as it came. */
  readonly contentType?: string | undefined;
}

export function messageOf(
  destination: Translation,
  verified: Verified,
  id: string,
  trail: Trail,
  { body, filled = NONE, contentType }: Made,
): Message {
  const { rawHeaders } = verified.delivery;
  const trace = trail.trace?.parent(trail);
  const added = addedTo(destination, verified);
  const { headers, dropped } = destination.forwarded(
    rawHeaders,
    (passed) => destination.unsignedNames(verified, trail, passed, added?.unsigned),
    trace,
  );
  trail.droppedHeaders = dropped;
  headers.push(...filled);
  const event = eventFor(destination.rename, trail.event);
  return {
    id,
    event,
    sourceEvent: event === trail.event ? undefined : trail.event,
    sourceId: trail.sourceId,
    body,
    contentType: contentType ?? informationHeader(rawHeaders, 'content-type'),
    headers,
    pathRest: added?.pathRest,
    query: added?.query,
    trace,
  };
}

/** What it may not be has ended the line before. */
function addedTo({ addedToUrl }: Translation, { delivery }: Verified): AddedToUrl | undefined {
  const added = addedToUrl?.(delivery);
  return added instanceof Outcome ? undefined : added;
}

/** A payload mode: the body for the receiver, or why this mode cannot carry the one that came. */
export function createTranslate({ source, destination }: Leg, parts: ExpressionParts): Translate {
  switch (destination.payload) {
    case 'exact':
      return (verified) => verified.delivery.body;
    case 'compact':
      return (verified) => orUntranslatable(compact(verified.delivery.body));
    case 'envelope': {
      const { envelope } = destination.scheme;
      if (!envelope) throw new TypeError(`${destination.schemeName} has no envelope`);
      const rename = createRename(destination);
      const map = createEnvelopeMapper(source.scheme.envelope, envelope, rename);
      return (verified, id) => {
        const { body, receivedAt } = verified.delivery;
        const event = eventFor(rename, readEvent(source.scheme, verified));
        return orUntranslatable(map({ body, id, event, receivedAt }));
      };
    }
    default:
      return createExpression(source.scheme, destination.payload, parts);
  }
}

function orUntranslatable(result: Buffer | { readonly reason: string }): Buffer | Outcome {
  return Buffer.isBuffer(result) ? result : new Outcome('untranslatable', { reason: result.reason });
}
