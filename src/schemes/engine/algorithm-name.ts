/** The algorithm of a delivery: the scheme's own, or the one that a header names out of the scheme's list. */
import type { RawHeaders } from '../../model/delivery.js';
import type { Algorithm, Signature } from '../spec.js';
import { REPEATED, headerOf } from './headers.js';
import type { RefusalReason } from './refusal-reason.js';

type Named = { readonly algorithm: Algorithm | undefined } | RefusalReason;

/** @returns what reads it; undefined for a scheme whose headers do not say it */
export function createAlgorithmReader({
  algorithmHeader,
}: Signature): ((rawHeaders: RawHeaders) => Named) | undefined {
  if (!algorithmHeader) return undefined;
  const { names } = algorithmHeader;
  const header = algorithmHeader.header.toLowerCase();
  return (rawHeaders) => {
    const name = headerOf(rawHeaders, header);
    if (name === REPEATED) return 'repeated_header';
    // Nothing but the list counts: a delivery cannot ask for another algorithm, and not for none.
    if (name === undefined || !Object.hasOwn(names, name)) return 'unknown_version';
    return { algorithm: names[name] };
  };
}
