/**
 * The names of what the receiver is told although nobody signed it, for one list: headers that were passed on, and
 * those that the gateway writes with an event's name or a source's id out of an unsigned place.
 */
import type { Leg } from '../config/config.js';
import { signersOf } from '../config/secrets/signers.js';
import type { TemplatePiece } from '../config/header-template.js';
import { headerTemplates } from './header-templates.js';
import { readPlace } from '../schemes/engine/read.js';
import { signedHeaders } from '../schemes/engine/signed-places.js';
import type { Verified } from '../schemes/engine/verify.js';
import { signsPlace } from '../schemes/rules/unsigned.js';
import type { Place, Scheme } from '../schemes/spec.js';

export interface Told {
  readonly event: string | undefined;
  readonly sourceId: string | undefined;
}

/** @param passed names and values in turn. @returns the names, separated by commas; empty if all is signed. */
export type UnsignedNames = (
  verified: Verified,
  told: Told,
  passed: readonly string[],
  /** Of the URL, as they are listed. */
  added?: readonly string[],
) => string;

export function createUnsignedNames({ source, destination }: Leg): UnsignedNames {
  const { scheme } = source;
  const { event = [], sourceId } = scheme;
  const isEventUnsigned = unsignedReader(scheme, event);
  const isIdUnsigned = sourceId !== undefined && !signsPlace(scheme, sourceId);
  const set = Object.keys(destination.headers).map((name) => name.toLowerCase());
  // What the operator sets stands in place of what would be written.
  const writes = signersOf(destination).flatMap((one) => Object.entries(one.scheme.writes ?? {}));
  const written = writes.flatMap(([name, template]) =>
    template.includes('{event}') && !set.includes(name.toLowerCase()) ? [name] : [],
  );
  const spelled = spellings([
    ...destination.forwardHeaders.map(capitalised),
    ...(scheme.carry ?? []),
    ...writes.map(([name]) => name),
  ]);
  const made = headerTemplates(destination).map(({ name, pieces }) => ({
    name,
    isUnsigned: pieces.some((piece) => takesUnsigned(piece, scheme)),
    namesEvent: pieces.some((piece) => 'value' in piece && piece.value === 'event'),
  }));
  const signed = new Set(signedHeaders(scheme).map((name) => name.toLowerCase()));

  return function unsignedNames(verified, told, passed, added = []) {
    const names: string[] = [];
    for (let i = 0; i < passed.length; i += 2) {
      const name = passed[i] ?? '';
      if (!signed.has(name)) names.push(spelled.get(name) ?? capitalised(name));
    }
    const isUnsigned = told.event !== undefined && isEventUnsigned(verified);
    for (const header of made) {
      if (header.isUnsigned || (header.namesEvent && isUnsigned)) names.push(header.name);
    }
    if (isUnsigned) {
      // What the source sent under such a name stands, signed or not.
      names.push(...written.filter((name) => !passed.includes(name.toLowerCase())), 'Webhook-Gateway-Event');
    }
    if (told.sourceId !== undefined && isIdUnsigned) names.push('Webhook-Gateway-Source-Id');
    names.push(...added);
    return names.join(', ');
  };
}

/** Whether a placeholder other than the event's name takes what nobody signed. */
function takesUnsigned(piece: TemplatePiece, scheme: Scheme): boolean {
  if ('json' in piece) return !signsPlace(scheme, piece);
  return 'header' in piece && !signsPlace(scheme, piece);
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
