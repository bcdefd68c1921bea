/** What stands in the headers that a scheme has for its signature. */
import type { Delivery } from '../model/delivery.js';
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
