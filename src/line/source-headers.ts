/** Headers of a source's own signature, for a receiver that is to see what did not verify. */
import type { DestinationConfig, SourceConfig } from '../config/config.js';
import { signedPlaces } from '../schemes/engine/signed-places.js';
import type { Scheme } from '../schemes/spec.js';
import { signatureHeadersOf } from './passed-headers.js';

export interface SourceHeaders {
  /** Lower-case names of all that the source's scheme reads. */
  readonly own: readonly string[];
  /** Lower-case names of what never goes on: headers of other schemes, and of the destination's. */
  readonly withheld: ReadonlySet<string>;
}

/** The gateway writes these for each request. */
const WRITTEN: ReadonlySet<string> = new Set(['content-type', 'content-length', 'host', 'user-agent']);

/**
 * A header that the receiver reads a signature from is withheld though it is the source's too: a delivery that the
 * gateway signed once, and that somebody captured, would verify there.
 * @param signatureHeaders lower-case names of every scheme's
 */
export function sourceHeadersOf(
  { source, destination }: { readonly source: SourceConfig; readonly destination: DestinationConfig },
  signatureHeaders: ReadonlySet<string>,
): SourceHeaders {
  const read = readBy(source.scheme);
  const theirs = readBy(destination.scheme);
  const own = [...read].filter((name) => !theirs.has(name) && !WRITTEN.has(name));
  return { own, withheld: new Set([...theirs, ...[...signatureHeaders].filter((name) => !read.has(name))]) };
}

/** Lower-case names of the headers that a verifier of this scheme reads. */
function readBy(scheme: Scheme): ReadonlySet<string> {
  const signed = signedPlaces(scheme).flatMap((place) => ('header' in place ? [place.header] : []));
  const names = [...signed, ...Object.keys(scheme.requires ?? {})].map((name) => name.toLowerCase());
  return new Set([...signatureHeadersOf([scheme]), ...names]);
}
