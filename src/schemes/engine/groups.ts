/** A signature header that holds several lists with blanks between them, each with a time of its own. */
import type { RawHeaders } from '../../model/delivery.js';
import { REPEATED, headerOf } from './headers.js';
import type { Entries, Signature } from '../spec.js';

/** More lists than any rotation needs are an attempt to make us work. */
const MAX_GROUPS = 8;

/** @returns the headers with each list in turn as the only one; as they are if that is no question. */
export function headersOfGroups(
  { header, entries }: Signature,
  rawHeaders: RawHeaders,
): readonly RawHeaders[] {
  if (header === undefined || entries?.groups !== true) return [rawHeaders];
  const name = header.toLowerCase();
  const value = headerOf(rawHeaders, name);
  if (value === undefined || value === REPEATED) return [rawHeaders];
  const groups = groupsIn(value, entries);
  if (groups.length < 2 || groups.length > MAX_GROUPS) return [rawHeaders];
  return groups.map((group) =>
    rawHeaders.map((text, i) => (i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name ? group : text)),
  );
}

/** A time behind a blank begins the next list, unless a separator says that this one goes on. */
function groupsIn(value: string, { time = '', assign, separator }: Entries): readonly string[] {
  const groups: string[] = [];
  for (const piece of value.split(' ')) {
    const last = groups.at(-1);
    if (
      last === undefined ||
      (piece.startsWith(time + assign) && !last.trimEnd().endsWith(separator.trim()))
    ) {
      groups.push(piece);
    } else {
      groups[groups.length - 1] = `${last} ${piece}`;
    }
  }
  return groups;
}
