/**
 * Step: a provider's question about the endpoint is answered here and goes no further. It is looked for twice: before
 * the signature is checked, for questions that come unsigned, and after.
 */
import type { Delivery } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import type { AnswerHandshake } from '../schemes/engine/handshake.js';
import type { Route } from './route.js';

/** @returns undefined where the delivery goes on to the check */
export function unsignedHandshake({ source }: Route, delivery: Delivery): Outcome | undefined {
  const told = outcomeOf(source.answerHandshake?.(delivery, false));
  if (told || delivery.method === 'POST') return told;
  // Only POST delivers; another method was let in for its question alone.
  return new Outcome('method_not_allowed');
}

/** @returns undefined where the delivery, whose signature holds, is no question */
export function signedHandshake({ source }: Route, delivery: Delivery): Outcome | undefined {
  return outcomeOf(source.answerHandshake?.(delivery, true));
}

function outcomeOf(answer: ReturnType<AnswerHandshake>): Outcome | undefined {
  if (answer === 'refused') return new Outcome('forbidden', { reason: 'handshake' });
  return answer && new Outcome('challenge', { status: answer.status, reply: answer });
}
