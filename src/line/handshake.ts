/**
 * Step: a provider's question about the endpoint is answered here and goes no further. It is looked for twice: before
 * the signature is checked, for questions that come unsigned, and after. A secret that comes with it is kept for the
 * operator; nothing else of the delivery is.
 */
import type { Delivery } from '../model/delivery.js';
import { OUTCOMES, Outcome } from '../model/outcome.js';
import type { Trail } from '../model/trail.js';
import type { AnswerHandshake, HandshakeAnswer } from '../schemes/engine/handshake.js';
import type { Route, Source } from './route.js';

/** @returns undefined where the delivery goes on to the check */
export function unsignedHandshake(route: Route, delivery: Delivery, trail: Trail): Outcome | undefined {
  const answer = told(route, route.source.answerHandshake?.(delivery, false), trail);
  if (answer || route.source.delivers(delivery.method)) return answer;
  // Another method was let in for its question alone.
  return new Outcome('method_not_allowed');
}

/** @returns undefined where the delivery, whose signature holds, is no question */
export function signedHandshake(
  route: Route,
  delivery: Delivery,
  trail: Trail,
): Outcome | Promise<Outcome> | undefined {
  const { source } = route;
  const reply = source.answerHandshake?.(delivery, true);
  if (!reply || reply === 'refused' || reply.confirms === undefined) return told(route, reply, trail);
  return confirmed(source, reply, reply.confirms);
}

/** The provider hears yes only after its address was asked. */
async function confirmed(source: Source, reply: HandshakeAnswer, address: string): Promise<Outcome> {
  if (await source.confirm?.(address)) return new Outcome('challenge', { status: reply.status, reply });
  const status = source.answerTo('retry', OUTCOMES.key_unavailable.status);
  return new Outcome('key_unavailable', { reason: 'confirmation_failed', status });
}

function told(
  { source }: Route,
  reply: ReturnType<AnswerHandshake>,
  { client, receivedAt }: Trail,
): Outcome | undefined {
  if (reply === 'refused') return new Outcome('forbidden', { reason: 'handshake' });
  if (!reply) return undefined;
  if (reply.secret === undefined) return new Outcome('challenge', { status: reply.status, reply });
  source.keepSecret({ value: reply.secret, client, receivedAt });
  return new Outcome('challenge', { status: reply.status, reply, reason: 'secret_kept' });
}
