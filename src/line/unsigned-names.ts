/**
 * The names of what the receiver is told although nobody signed it, for one list: headers that were passed on, and
 * those that the gateway writes with an event's name or a source's id out of an unsigned place.
 */
import type { Leg } from '../config/config.js';
import { readPlace } from '../schemes/engine/read.js';
import { signedPlaces } from '../schemes/engine/signed-places.js';
import type { Verified } from '../schemes/engine/verify.js';
import { signsPlace } from '../schemes/rules/unsigned.js';
import type { Place, Scheme } from '../schemes/spec.js';

export interface Told {
  readonly event: string | undefined;
  readonly sourceId: string | undefined;
}

/** @param passed names and values in turn. @returns the names, separated by commas; empty if all is signed. */
export type UnsignedNames = (verified: Verified, told: Told, passed: readonly string[]) => string;

export function createUnsignedNames({ source, destination }: Leg): UnsignedNames {
  const { scheme } = source;
  const { event = [], sourceId } = scheme;
  const isEventUnsigned = unsignedReader(scheme, event);
  const isIdUnsigned = sourceId !== undefined && !signsPlace(scheme, sourceId);
  const set = Object.keys(destination.headers).map((name) => name.toLowerCase());
  // What the operator sets stands in place of what would be written.
  const written = Object.entries(destination.scheme.writes ?? {}).flatMap(([name, template]) =>
    template.includes('{event}') && !set.includes(name.toLowerCase()) ? [name] : [],
  );
  const spelled = spellings([
    ...destination.forwardHeaders.map(capitalised),
    ...(scheme.carry ?? []),
    ...Object.keys(destination.scheme.writes ?? {}),
  ]);
  const signed = new Set(
    signedPlaces(scheme).flatMap((place) => ('header' in place ? [place.header.toLowerCase()] : [])),
  );

  return function unsignedNames(verified, told, passed) {
    const names: string[] = [];
    for (let i = 0; i < passed.length; i += 2) {
      const name = passed[i] ?? '';
      if (!signed.has(name)) names.push(spelled.get(name) ?? capitalised(name));
    }
    if (told.event !== undefined && isEventUnsigned(verified)) {
      // What the source sent under such a name stands, signed or not.
      names.push(...written.filter((name) => !passed.includes(name.toLowerCase())), 'Webhook-Gateway-Event');
    }
    if (told.sourceId !== undefined && isIdUnsigned) names.push('Webhook-Gateway-Source-Id');
    return names.join(', ');
  };
}

/** Whether the place that a name was read from is not signed: it is the first that has one. */
function unsignedReader(scheme: Scheme, places: readonly Place[]): (verified: Verified) => boolean {
  const unsigned = places.map((place) => !signsPlace(scheme, place));
  if (!unsigned.includes(true)) return () => false;
  if (!unsigned.includes(false)) return () => true;
  return (verified) => {
    const first = places.findIndex((place) => readPlace(verified, place) !== undefined);
    return unsigned[first] ?? false;
  };
}

function spellings(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}

function capitalised(name: string): string {
  return name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
