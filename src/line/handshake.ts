/** Step: a provider's question about the endpoint is answered here and goes no further. */
import type { Delivery } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import type { Route } from './route.js';

/**
 * @param verified whether the signature held: asked once before the check, for questions that come unsigned, and once
 * after it
 * @returns undefined if the delivery is no question
 */
export function handshake({ source }: Route, delivery: Delivery, verified: boolean): Outcome | undefined {
  const answer = source.answerHandshake?.(delivery, verified);
  if (answer === 'refused') return new Outcome('forbidden', { reason: 'handshake' });
  if (answer) return new Outcome('challenge', { status: answer.status, reply: answer });
  // Only POST delivers; another method was let in for its question alone.
  return !verified && delivery.method !== 'POST' ? new Outcome('method_not_allowed') : undefined;
}
