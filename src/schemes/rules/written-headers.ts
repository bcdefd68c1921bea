/** The headers that a scheme writes, for schemes that sign the same request. */
import { SIGNATURE_INPUT } from '../engine/message-signature.js';
import { signatureHeaderNames } from '../engine/signatures.js';
import type { Scheme } from '../spec.js';

/** Of its signature, time and id, its constants and its information, as they are written. */
export function writtenHeaders({
  signature,
  time,
  idHeader,
  requires,
  writes,
  bodyDigest,
}: Scheme): readonly string[] {
  return [
    ...signatureHeaderNames(signature ?? {}),
    ...(signature?.message ? [SIGNATURE_INPUT] : []),
    ...(time?.header === undefined ? [] : [time.header]),
    ...(idHeader === undefined ? [] : [idHeader]),
    ...(bodyDigest ? [bodyDigest.header] : []),
    ...(signature?.headerList?.header === undefined ? [] : [signature.headerList.header]),
    ...(signature?.algorithmHeader ? [signature.algorithmHeader.header] : []),
    ...Object.keys(requires ?? {}),
    ...Object.keys(writes ?? {}),
  ];
}

/** Whether one reads the headers of the other as a second copy of its own, which must then say the same. */
export function areTwins(one: Scheme, other: Scheme): boolean {
  return readsAsTwins(one, other) || readsAsTwins(other, one);
}

function readsAsTwins({ twins = {} }: Scheme, other: Scheme): boolean {
  const written = writtenHeaders(other).map((name) => name.toLowerCase());
  return Object.values(twins).some((name) => written.includes(name.toLowerCase()));
}

/** Whether both make the same signature of a message with the same keys, in other headers. */
export function signAlike(one: Scheme, other: Scheme): boolean {
  return textOf(one) === textOf(other);
}

function textOf({ key, signature, time }: Scheme): string {
  const {
    algorithm,
    algorithmHeader,
    encoding,
    prefix,
    entries,
    list,
    headerList,
    content,
    jwt,
    jws,
    message,
  } = signature ?? {};
  const made = [
    algorithm,
    algorithmHeader,
    encoding,
    prefix,
    entries,
    list,
    headerList,
    content,
    jwt,
    jws,
    message,
  ];
  return JSON.stringify([key, ...made, time?.formats[0]]);
}
