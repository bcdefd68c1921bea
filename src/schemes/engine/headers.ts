import type { RawHeaders } from '../../model/delivery.js';

/** Finds headers that came more than once. It never joins or picks one, because each reader would do so differently. */
export const REPEATED = Symbol('repeated header');

/**
 * The value of a header, looked up in the raw list: no object is built for one name.
 * @param name in lower case
 */
export function headerOf(raw: RawHeaders, name: string): string | undefined | typeof REPEATED {
  let found: string | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const candidate = raw[i];
    if (candidate?.length !== name.length || !isNamed(candidate, name)) continue;
    if (found !== undefined) return REPEATED;
    found = raw[i + 1];
  }
  return found;
}

/** @param name in lower case, as long as the other. A dozen names are looked up for each delivery: no text is made for it. */
function isNamed(candidate: string, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = candidate.charCodeAt(i);
    if ((code >= UPPER_A && code <= UPPER_Z ? code + TO_LOWER : code) !== name.charCodeAt(i)) return false;
  }
  return true;
}

const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const TO_LOWER = 0x20;

/** The value of a header that only informs; a repeated one counts as absent. */
export function informationHeader(raw: RawHeaders, name: string): string | undefined {
  const value = headerOf(raw, name);
  return value === REPEATED || value === '' ? undefined : value;
}

/** Printable ASCII up to a length: fit to be sent on as a header's value and to be logged. */
export function fitsHeader(value: string, maxLength = 256): boolean {
  return value.length <= maxLength && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
}
