/** Every header that a verifier of a scheme reads: signature, time, id, those that are signed, and those it requires. */
import { signatureHeaderNames } from './signatures.js';
import { signedPlaces } from './signed-places.js';
import type { Scheme } from '../spec.js';

/** The gateway writes these for each request, whatever is signed of them. */
const WRITTEN: ReadonlySet<string> = new Set(['content-type', 'content-length', 'host', 'user-agent']);

/** @returns lower-case names, those of the scheme's twin among them: its receivers read either */
export function headersReadBy(scheme: Scheme): ReadonlySet<string> {
  const { signature = {}, time, idHeader, twins = {}, requires = {} } = scheme;
  const names = [
    ...signatureHeaderNames(signature),
    ...[time?.header, idHeader].filter((name) => name !== undefined),
    ...[...Object.keys(twins), ...Object.values(twins)],
    ...signedPlaces(scheme).flatMap((place) => ('header' in place ? [place.header] : [])),
    ...Object.keys(requires),
  ];
  return new Set(names.map((name) => name.toLowerCase()).filter((name) => !WRITTEN.has(name)));
}
