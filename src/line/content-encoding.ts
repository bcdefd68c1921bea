/**
 * Step: what a compressed body holds. A route says whether its provider signs the compressed bytes or the plain ones; the
 * plain ones are what goes on, and what a delivery is known by.
 */
import type { RawHeaders } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import { inflateSync, isGzip, openGzip, type Gzip, type GzipFault } from '../schemes/engine/gzip.js';
import { headerOf } from '../schemes/engine/headers.js';
import type { Verified } from '../schemes/engine/verify.js';
import type { Route, Source } from './route.js';

/** What a route says of compressed bodies. */
export interface Coded {
  readonly source: Pick<Source, 'contentEncoding'>;
  /** Bytes, of the compressed body and of the plain one. */
  readonly maxBodySize: number;
}

/** Whether a header is worth reading the body behind it; the name of a coding counts in any case. */
export function namesCoding(value: string): boolean {
  return value.toLowerCase() !== 'identity';
}

/** @returns the body to inflate, undefined where it is plain, or why it cannot be what the route takes. */
export function codedBody(
  { source, maxBodySize }: Coded,
  rawHeaders: RawHeaders,
  body: Buffer,
): Gzip | Outcome | undefined {
  if (source.contentEncoding === 'refuse') return undefined;
  const coding = headerOf(rawHeaders, 'content-encoding');
  // A header that nobody signed may have been taken off.
  if (typeof coding !== 'string' || !namesCoding(coding)) {
    return isGzip(body) ? new Outcome('malformed', { reason: 'gzip_unmarked' }) : undefined;
  }
  return openGzip(body, maxBodySize) ?? gzipFault('gzip_unreadable');
}

export function plainOf(inflated: Buffer | GzipFault): Buffer | Outcome {
  return typeof inflated === 'string' ? gzipFault(inflated) : inflated;
}

function gzipFault(fault: GzipFault): Outcome {
  return fault === 'inflated'
    ? new Outcome('too_large', { reason: 'inflated' })
    : new Outcome('malformed', { reason: 'gzip_unreadable' });
}

/** The plain body of one whose compressed bytes were signed. It is genuine, so it is inflated where it stands. */
export function inflateVerified(verified: Verified, route: Route): Verified | Outcome {
  const { rawHeaders, body } = verified.delivery;
  const coded = codedBody(route, rawHeaders, body);
  if (!coded || coded instanceof Outcome) return coded ?? verified;
  const plain = plainOf(inflateSync(coded));
  return plain instanceof Outcome ? plain : verified.inflated(plain);
}

/** What was signed of a body that is here as it came. It is inflated at once, so nobody may wait for the process meanwhile. */
export function signedBody(route: Coded, rawHeaders: RawHeaders, body: Buffer): Buffer | Outcome {
  const coded = codedBody(route, rawHeaders, body);
  if (coded instanceof Outcome) return coded;
  if (!coded || route.source.contentEncoding !== 'signed-plain') return body;
  return plainOf(inflateSync(coded));
}
