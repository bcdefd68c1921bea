/** The headers that count under a scheme, by lower-case names. */
import { signatureHeaderNames } from './signatures.js';
import { SIGNATURE_INPUT } from './message-signature.js';
import { signedHeaders } from './signed-places.js';
import type { Scheme } from '../spec.js';

/** The gateway writes these for each request, whatever is signed of them. */
const WRITTEN: ReadonlySet<string> = new Set(['content-type', 'content-length', 'host', 'user-agent']);

/** Every header that carries a signature, its time or its id, under any of the schemes or their twins. */
export function signatureHeadersOf(schemes: Iterable<Scheme>): ReadonlySet<string> {
  const names: string[] = [];
  for (const { signature, time, idHeader, twins } of schemes) {
    names.push(...signatureHeaderNames(signature ?? {}));
    if (signature?.message) names.push(SIGNATURE_INPUT);
    if (time?.header !== undefined) names.push(time.header);
    if (idHeader !== undefined) names.push(idHeader);
    names.push(...Object.keys(twins ?? {}), ...Object.values(twins ?? {}));
  }
  return lower(names);
}

/** Every header that a verifier of a scheme reads: these, those that are signed, and those it requires. */
export function headersDeciding(scheme: Scheme): ReadonlySet<string> {
  const { signature, requires = {} } = scheme;
  const named = signature?.algorithmHeader ? [signature.algorithmHeader.header] : [];
  const others = [...signedHeaders(scheme), ...named, ...Object.keys(requires)];
  return new Set([...signatureHeadersOf([scheme]), ...lower(others)]);
}

/** The same without those that the gateway writes anyway. */
export function headersReadBy(scheme: Scheme): ReadonlySet<string> {
  return new Set([...headersDeciding(scheme)].filter((name) => !WRITTEN.has(name)));
}

function lower(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}
