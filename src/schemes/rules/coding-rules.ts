/** Whether a scheme's provider can sign a body behind its compression. */
import type { Scheme } from '../spec.js';
import { readsBody } from './method-rules.js';
import { namesIn } from './template.js';

/** @returns why the compressed bytes cannot be what is signed; undefined if they can */
export function compressedFault(scheme: Scheme): string | undefined {
  const { signature, bodyMustBeJson, bodyMustBeText } = scheme;
  const readsIt =
    readsBody(scheme) ||
    (bodyMustBeJson ?? bodyMustBeText ?? false) !== false ||
    namesIn(signature?.content).has('form');
  return readsIt
    ? 'this scheme reads the body to find out what is signed, which it cannot while that is compressed; take signed-plain'
    : undefined;
}
