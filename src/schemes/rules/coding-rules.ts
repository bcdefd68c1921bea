/** Whether a scheme's provider can sign a body behind its compression. */
import type { Scheme } from '../spec.js';
import { namesIn } from './template.js';

/** @returns why the compressed bytes cannot be what is signed; undefined if they can */
export function compressedFault({ signature, time, ...scheme }: Scheme): string | undefined {
  const names = namesIn(signature?.content);
  const readsBody =
    signature?.json !== undefined ||
    signature?.each !== undefined ||
    time?.json !== undefined ||
    scheme.jsonField !== undefined ||
    (scheme.bodyMustBeJson ?? scheme.bodyMustBeText ?? false) !== false ||
    names.has('json') ||
    names.has('form');
  return readsBody
    ? 'this scheme reads the body to find out what is signed, which it cannot while that is compressed; take signed-plain'
    : undefined;
}
