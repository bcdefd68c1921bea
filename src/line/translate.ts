/** Step: the verified delivery becomes the unsigned message for the receiver. */
import type { Message } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import type { Trail } from '../model/trail.js';
import type { Leg } from '../config/config.js';
import { createExpression, type ExpressionParts } from './expression-payload.js';
import type { Destination, Translate } from './route.js';
import { compact } from '../schemes/payload/compact.js';
import { createEnvelopeMapper } from '../schemes/payload/envelope.js';
import { readEvent } from '../schemes/engine/read.js';
import { informationHeader } from '../schemes/engine/headers.js';
import type { Verified } from '../schemes/engine/verify.js';

/** The parts of a destination that make a message of a delivery. */
export type Translation = Pick<Destination, 'forwarded' | 'unsignedNames' | 'translate' | 'contentType'>;

export function translate(
  destination: Translation,
  verified: Verified,
  id: string,
  trail: Trail,
): Message | Outcome | Promise<Message | Outcome> {
  const made = destination.translate(verified, id);
  const finish = (body: Buffer | Outcome): Message | Outcome =>
    body instanceof Outcome ? body : translated(destination, verified, id, trail, body);
  return made instanceof Promise ? made.then(finish) : finish(made);
}

function translated(
  destination: Translation,
  verified: Verified,
  id: string,
  trail: Trail,
  body: Buffer,
): Message {
  const message = messageOf(destination, verified, id, trail, body);
  const { contentType } = destination;
  return contentType === undefined ? message : { ...message, contentType };
}

/** @param body the one for the receiver, or the one that came if it cannot be translated */
export function messageOf(
  destination: Translation,
  verified: Verified,
  id: string,
  trail: Trail,
  body: Buffer,
): Message {
  const { rawHeaders } = verified.delivery;
  const trace = trail.trace?.parent(trail);
  const { headers, dropped } = destination.forwarded(
    rawHeaders,
    (passed) => destination.unsignedNames(verified, trail, passed),
    trace,
  );
  trail.droppedHeaders = dropped;
  return {
    id,
    event: trail.event,
    sourceId: trail.sourceId,
    body,
    contentType: informationHeader(rawHeaders, 'content-type'),
    headers,
    trace,
  };
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
      const map = createEnvelopeMapper(source.scheme.envelope, envelope);
      return (verified, id) => {
        const { body, receivedAt } = verified.delivery;
        const event = readEvent(source.scheme, verified);
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
