/**
 * What a delivery is worth to whoever has it, and what a second event with equal bytes comes to. `check` says it of each
 * route, docs/security.md of each scheme.
 */
import { IDS_OF_A_BODY, NAMES_OF_A_BODY } from '../../schemes/engine/labels.js';
import { duration } from '../../model/units.js';
import { namesIn } from '../../schemes/rules/template.js';
import type { DedupeConfig, SourceConfig } from '../config.js';
import { isUnsigned, keyParts, takenFor, type KeyPart } from '../resolve/resolve-dedupe.js';
import { spanText } from '../resolve/resolve-source.js';

/** As much of a route as decides it. */
export interface Watched {
  readonly dedupe: Pick<DedupeConfig, 'key' | 'window'> | false;
  readonly source: Pick<SourceConfig, 'scheme' | 'tolerance' | 'maxAge'>;
  /** What of the URL goes on and nobody signed: `?name`, `/*`. */
  readonly added?: readonly string[];
}

/** What becomes of a second event with equal bytes within the window: the rest of a sentence. */
export function secondEvent({ dedupe, source, added = [] }: Watched): string {
  if (dedupe === false) return 'is delivered, and so is each repeat of one: dedupe is off';
  const apart = [
    ...keyParts(dedupe.key).flatMap((part) => partsBesideBody(part, source)),
    ...added.map((name) => headerText(name, true)),
  ];
  if (apart.includes(EACH)) return 'is delivered, and so is each repeat of one: nothing tells the two apart';
  const window = spanText(dedupe.window);
  if (apart.length === 0) return `ends as duplicate for ${window}`;
  return `is delivered if it has another ${apart.join(' or ')}; else it ends as duplicate for ${window}`;
}

const EACH = '';

/** What of an identity two deliveries with equal bytes can differ in. */
function partsBesideBody(part: KeyPart, { scheme }: Watched['source']): readonly string[] {
  if (part !== 'default') return 'header' in part ? [headerText(part.header, isUnsigned(part, scheme))] : [];
  if (scheme.identity.length === 0) return [EACH];
  return scheme.identity.flatMap((name) => {
    if (name === 'id') return scheme.idHeader === undefined ? [] : [`signed id (${scheme.idHeader})`];
    if (name === 'time')
      return (scheme.time?.json ?? scheme.time?.field) === undefined ? ['signed time'] : [];
    if (name === 'url') return ['signed URL'];
    if (name === 'sourceId') {
      return scheme.sourceId && 'header' in scheme.sourceId ? [headerText(scheme.sourceId.header, true)] : [];
    }
    if (name !== 'event') return [];
    return (scheme.event ?? []).flatMap((place) =>
      'header' in place ? [headerText(place.header, isUnsigned(place, scheme))] : [],
    );
  });
}

function headerText(name: string, unsigned: boolean): string {
  return unsigned ? `${name} ${UNSIGNED}` : name;
}

const UNSIGNED = '(not signed)';

/** Until when the signature of a captured delivery holds. */
export function validUntil({ scheme, tolerance, maxAge }: Watched['source']): string {
  const longest = holdsFor({ scheme, tolerance, maxAge });
  if (longest < Infinity) {
    return `for ${spanText(longest)} from its ${oldestOf(scheme) === undefined ? 'signed' : scheme.signature?.jwt ? "token's" : "signature's"} time`;
  }
  return scheme.signature?.jwt
    ? 'until its token runs out, or until the secret is changed if the token has no exp'
    : 'until the secret is changed';
}

/** Of a signature that brings its own time. */
function oldestOf({ signature }: SourceConfig['scheme']): string | undefined {
  return signature?.jwt?.maxAge ?? signature?.message?.maxAge;
}

/** Milliseconds from the signed time; without such a time, infinitely many. */
function holdsFor({ scheme, tolerance, maxAge }: Watched['source']): number {
  const oldest = oldestOf(scheme);
  const token = oldest === undefined ? undefined : duration(oldest);
  const taken = takenFor(scheme, tolerance)?.past;
  return Math.min(token ?? Infinity, taken ?? Infinity, maxAge ?? Infinity);
}

/** What its holder can make of a captured delivery while its signature holds, and after. */
export function copiesOf(route: Watched): string {
  const { identity, time, trust } = route.source.scheme;
  if (trust === 'none') return 'anyone can send any body, as often as they like';
  if (trust === 'authenticated') {
    const bound = route.dedupe !== false && (identity.includes('signed') || time !== undefined);
    return `its holder can send any body with it${bound ? `, but ${sameOnes(route)}` : ', as often as they like'}`;
  }
  if (trust !== 'partly') return sameOnes(route) + movedInForm(route);
  const rewritten = identity.includes('signed')
    ? 'which is still the same delivery'
    : 'and each such copy is delivered';
  return `${sameOnes(route)}${movedInForm(route)}; its holder can change what is not signed of it, ${rewritten}`;
}

/** A form's names and values are signed as its provider joins them: without a border. */
function movedInForm({ source }: Watched): string {
  if (!namesIn(source.scheme.signature?.content).has('form')) return '';
  return '; its holder can move text between the names and values of its form, which are signed without a border between them';
}

function sameOnes({ dedupe, source, added = [] }: Watched): string {
  if (dedupe === false) return 'each copy is delivered';
  const parts = keyParts(dedupe.key);
  if (eachIsItsOwn(dedupe.key, source.scheme)) return 'each copy is delivered';
  const relabelled = parts
    .flatMap((part) => partsBesideBody(part, source))
    .filter((name) => name.endsWith(UNSIGNED))
    .concat(added.map((name) => headerText(name, true)));
  const again =
    relabelled.length > 0
      ? `a copy with another ${relabelled.join(' or ')} is delivered${upTo(parts, source)}; any other`
      : 'a copy';
  if (holdsFor(source) <= dedupe.window) return `${again} ends as duplicate, and later as stale`;
  return `${again} ends as duplicate for ${spanText(dedupe.window)}, and is delivered again after that`;
}

/** Whether nothing makes two deliveries one, not even equal bytes. */
export function eachIsItsOwn(key: DedupeConfig['key'], scheme: SourceConfig['scheme']): boolean {
  return keyParts(key).includes('default') && scheme.identity.length === 0;
}

/** The line gives one body a few places for what its scheme leaves unsigned, and none for a header of the route's choice. */
function upTo(parts: readonly KeyPart[], { scheme }: Watched['source']): string {
  if (parts.length !== 1 || parts[0] !== 'default') return '';
  if (scheme.identity.includes('event'))
    return ` (${NAMES_OF_A_BODY} of one body at the most, then event_reuse)`;
  return scheme.identity.includes('sourceId')
    ? ` (${IDS_OF_A_BODY} of one body at the most, then event_reuse)`
    : '';
}
