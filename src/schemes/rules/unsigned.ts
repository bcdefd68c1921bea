/** What of a delivery a passing check says nothing about, and what therefore rests on it. */
import type { Place, Scheme } from '../spec.js';
import { coversHeader, namesIn } from './template.js';
import { signsField, signsPointer } from './time-rules.js';

/** Whether a header's value is part of what the scheme signs. */
export function signsHeader({ signature, idHeader, time }: Scheme, header: string): boolean {
  const content = signature?.content;
  if (signature && coversHeader(signature, header)) return true;
  const is = (other: string | undefined): boolean => other?.toLowerCase() === header.toLowerCase();
  const names = namesIn(content);
  return (is(idHeader) && names.has('id')) || (is(time?.header) && names.has('time'));
}

export function signsPlace(scheme: Scheme, place: Place): boolean {
  if ('header' in place) return signsHeader(scheme, place.header);
  return 'json' in place ? signsPointer(scheme, place.json) : signsField(scheme, place.field);
}

/** The headers, as written, that may say a delivery's event without being signed. */
export function unsignedEventHeaders(scheme: Scheme): readonly string[] {
  return (scheme.event ?? []).flatMap((place) =>
    'header' in place && !signsHeader(scheme, place.header) ? [place.header] : [],
  );
}
