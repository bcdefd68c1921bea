/**
 * Step: a provider's question about the endpoint is answered here and goes no further. It is looked for twice: before
 * the signature is checked, for questions that come unsigned, and after. A secret that comes with it is kept for the
 * operator; nothing else of the delivery is.
 */
import type { Delivery } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import type { Trail } from '../model/trail.js';
import type { Route } from './route.js';

/** @returns undefined where the delivery goes on to the check */
export function unsignedHandshake(route: Route, delivery: Delivery, trail: Trail): Outcome | undefined {
  const told = answer(route, delivery, trail, false);
  if (told || route.source.delivers(delivery.method)) return told;
  // Another method was let in for its question alone.
  return new Outcome('method_not_allowed');
}

/** @returns undefined where the delivery, whose signature holds, is no question */
export function signedHandshake(route: Route, delivery: Delivery, trail: Trail): Outcome | undefined {
  return answer(route, delivery, trail, true);
}

function answer(
  { source }: Route,
  delivery: Delivery,
  { client, receivedAt }: Trail,
  verified: boolean,
): Outcome | undefined {
  const reply = source.answerHandshake?.(delivery, verified);
  if (reply === 'refused') return new Outcome('forbidden', { reason: 'handshake' });
  if (!reply) return undefined;
  if (reply.secret === undefined) return new Outcome('challenge', { status: reply.status, reply });
  source.keepSecret({ value: reply.secret, client, receivedAt });
  return new Outcome('challenge', { status: reply.status, reply, reason: 'secret_kept' });
}
