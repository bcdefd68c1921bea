/** Headers of a source's own signature, for a receiver that is to see what did not verify. */
import type { DestinationConfig, SourceConfig } from '../config/config.js';
import { headersReadThere } from '../config/secrets/signers.js';
import { headersReadBy } from '../schemes/engine/read-headers.js';

/** Lower-case names. */
export interface SourceHeaders {
  /** What the source's scheme reads and the destination's does not. */
  readonly own: readonly string[];
  /** What never goes on. */
  readonly withheld: ReadonlySet<string>;
}

/**
 * A header that the receiver reads a signature from is withheld though it is the source's too: a message that the
 * gateway signed once, and that somebody captured, would verify there.
 * @param signatureHeaders lower-case names of every scheme's
 */
export function sourceHeadersOf(
  { source, destination }: { readonly source: SourceConfig; readonly destination: DestinationConfig },
  signatureHeaders: ReadonlySet<string>,
): SourceHeaders {
  const read = headersReadBy(source.scheme);
  const theirs = headersReadThere(destination);
  return {
    own: [...read].filter((name) => !theirs.has(name)),
    withheld: new Set([...theirs, ...[...signatureHeaders].filter((name) => !read.has(name))]),
  };
}
