/**
 * The label of a delivery: the unsigned name or id beside its signed body that says which event it is. It decides
 * something only because its provider sends equal bodies for different events; whoever holds one genuine delivery can
 * write any label, so the line gives a body few places for them (line/claim/label-store.ts).
 */
import { informationHeader } from './headers.js';
import { readPointer } from './read.js';
import { unsignedEventHeaders } from '../rules/unsigned.js';
import type { Scheme } from '../spec.js';
import type { Verified } from './verify.js';

export interface Label {
  /** The name or id as it came; empty if there was none. */
  readonly value: string;
  /** How many labels one body may have within the window. */
  readonly places: number;
}

/** No provider sends one body under more names than this. */
export const NAMES_OF_A_BODY = 4;
export const IDS_OF_A_BODY = 8;

/** @returns what reads a delivery's label; undefined if nothing unsigned decides anything under this scheme. */
export function createLabelReader(
  scheme: Scheme,
  filtersEvents: boolean,
): ((verified: Verified) => Label | undefined) | undefined {
  const { event = [], identity, sourceId } = scheme;
  const signed = event.flatMap((place) => ('json' in place ? [place.json] : []));
  const unsigned = unsignedEventHeaders(scheme).map((header) => header.toLowerCase());
  if (unsigned.length > 0 && (filtersEvents || identity.includes('event'))) {
    return (verified) => {
      if (signed.some((pointer) => readPointer(verified, pointer) !== undefined)) return undefined;
      const { rawHeaders } = verified.delivery;
      const name = unsigned.map((header) => informationHeader(rawHeaders, header)).find(Boolean);
      return { value: name ?? '', places: NAMES_OF_A_BODY };
    };
  }
  if (sourceId === undefined || !('header' in sourceId) || !identity.includes('sourceId')) return undefined;
  const header = sourceId.header.toLowerCase();
  return ({ delivery }) => ({
    value: informationHeader(delivery.rawHeaders, header) ?? '',
    places: IDS_OF_A_BODY,
  });
}
