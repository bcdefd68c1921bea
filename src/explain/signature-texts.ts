/** What stands in the headers that a scheme has for its signature. */
import type { Delivery, RawHeaders } from '../model/delivery.js';
import { REPEATED, headerOf } from '../schemes/engine/headers.js';
import { signatureHeaderNames } from '../schemes/engine/signatures.js';
import type { Scheme } from '../schemes/spec.js';

export function signatureTexts(
  scheme: Scheme,
  { rawHeaders }: Pick<Delivery, 'rawHeaders'>,
): readonly string[] {
  const texts: string[] = [];
  for (const name of signatureHeaderNames(scheme.signature ?? {})) {
    const value = headerOf(rawHeaders, name.toLowerCase());
    if (value !== undefined && value !== REPEATED) texts.push(value);
  }
  return texts;
}

/** A header that could hold a signature, and all headers as if it had the name that the scheme reads. */
export interface OtherHeader {
  readonly name: string;
  readonly text: string;
  readonly asOwn: RawHeaders;
}

/** More of them than a few are no provider's. */
const MOST_OTHERS = 8;
const COULD_BE_DIGEST = /[0-9a-f]{40}|[A-Za-z0-9+/_-]{26}/i;

/** Headers that the scheme says nothing of. */
export function otherHeaders(
  scheme: Scheme,
  { rawHeaders }: Pick<Delivery, 'rawHeaders'>,
): readonly OtherHeader[] {
  const [own] = signatureHeaderNames(scheme.signature ?? {});
  const found: OtherHeader[] = [];
  for (let i = 0; own !== undefined && i < rawHeaders.length && found.length < MOST_OTHERS; i += 2) {
    const [name = '', text = ''] = [rawHeaders[i], rawHeaders[i + 1]];
    if (COULD_BE_DIGEST.test(text)) found.push({ name, text, asOwn: rawHeaders.with(i, own) });
  }
  return found;
}
