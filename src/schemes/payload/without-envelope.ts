import type { Scheme } from '../spec.js';

/** The same construction for providers whose bodies are laid out in their own way. */
export function withoutEnvelope(scheme: Scheme): Scheme {
  const bare: { -readonly [K in keyof Scheme]: Scheme[K] } = { ...scheme };
  delete bare.envelope;
  return bare;
}
