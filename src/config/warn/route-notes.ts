/**
 * What `check` says of each route without being asked: what becomes of a second event with equal bytes, for how long a
 * captured delivery is worth something, and how long a delivery is remembered.
 */
import type { Fault } from '../../checks/fault.js';
import { member } from '../../checks/report.js';
import { defaultSignedQuery } from '../../schemes/engine/signed-url.js';
import { signsQuery, signsUrl } from '../../schemes/rules/template.js';
import type { DedupeConfig, GatewayConfig, RouteConfig, SourceConfig } from '../config.js';
import { defaultWindow, isUnsigned, keyParts, takenFor, type KeyPart } from '../resolve/resolve-dedupe.js';
import { spanText } from '../resolve/resolve-source.js';

/** A sentence each, in order of the routes; the message holds no value of a secret. */
export function routeNotes({ routes }: GatewayConfig): readonly Fault[] {
  return routes.flatMap((route, i) =>
    notesOf(route).map((message) => ({ path: member('routes', i), message })),
  );
}

function notesOf(route: RouteConfig): readonly string[] {
  const notes = [secondEvent(route), captured(route)];
  const { dedupe, source } = route;
  if (dedupe !== false) {
    const { window, because } = defaultWindow(source, dedupe.key);
    if (window === dedupe.window) notes.push(`deliveries are remembered for ${spanText(window)}: ${because}`);
  }
  if (signsUrl(source.scheme)) notes.push('the query of a delivery does not reach the receiver');
  if (signsQuery(source.scheme) && (source.signedQuery ?? defaultSignedQuery(source.scheme)) === 'any') {
    notes.push(UNBOUNDED_QUERY);
  }
  return notes;
}

const UNBOUNDED_QUERY =
  'the query of a delivery may hold any names and values (signedQuery: any); name those that the provider sends, or none';

function secondEvent({ dedupe, source }: RouteConfig): string {
  const says = 'a second event with equal bytes';
  if (dedupe === false) return `${says} is delivered, and so is each repeat of one: dedupe is off`;
  const { scheme } = source;
  const note =
    dedupe.key === 'default' && scheme.identityNote !== undefined
      ? ` (${scheme.identityNote.replace(/\s+/g, ' ')})`
      : '';
  const apart = keyParts(dedupe.key).flatMap((part) => partsBesideBody(part, source));
  if (apart.includes(EACH)) {
    return `${says} is delivered, and so is each repeat of one: nothing tells the two apart${note}`;
  }
  const window = spanText(dedupe.window);
  if (apart.length === 0) return `${says} ends as duplicate for ${window}${note}`;
  return `${says} is delivered if it has another ${apart.join(' or ')}; else it ends as duplicate for ${window}${note}`;
}

const EACH = '';

/** What of an identity two deliveries with equal bytes can differ in. */
function partsBesideBody(part: KeyPart, { scheme }: SourceConfig): readonly string[] {
  if (part !== 'default') return 'header' in part ? [headerText(part.header, isUnsigned(part, scheme))] : [];
  if (scheme.identity.length === 0) return [EACH];
  return scheme.identity.flatMap((name) => {
    if (name === 'id') return scheme.idHeader === undefined ? [] : [`signed id (${scheme.idHeader})`];
    if (name === 'time') return scheme.time?.json === undefined ? ['signed time'] : [];
    if (name === 'url') return ['signed URL'];
    if (name === 'sourceId') {
      return scheme.sourceId && 'header' in scheme.sourceId ? [headerText(scheme.sourceId.header, true)] : [];
    }
    if (name !== 'event') return [];
    return (scheme.event ?? []).flatMap((place) =>
      'header' in place ? [headerText(place.header, true)] : [],
    );
  });
}

function headerText(name: string, unsigned: boolean): string {
  return unsigned ? `${name} ${UNSIGNED}` : name;
}

function captured({ dedupe, source }: RouteConfig): string {
  const { scheme } = source;
  if (scheme.signature === undefined)
    return 'nothing is signed: anyone can send anything, without a captured delivery';
  const until = validUntil(source);
  const worth = `a captured delivery is worth something ${until}`;
  if (scheme.trust === 'authenticated') return `${worth}: its holder can send any body with it`;
  const altered = scheme.trust === 'partly' ? '; its holder can change what is not signed of it' : '';
  return `${worth}: ${whatACopyComesTo(dedupe, source)}${altered}`;
}

/** Until when its signature holds. */
function validUntil(source: SourceConfig): string {
  const { scheme, tolerance, maxAge } = source;
  if (scheme.signature?.jwt) {
    const oldest = scheme.signature.jwt.maxAge;
    return oldest === undefined ? 'until its token runs out' : `for ${oldest} from its token's time`;
  }
  const signed = takenFor(scheme, tolerance)?.past;
  const longest = Math.min(signed ?? Infinity, maxAge ?? Infinity);
  return longest === Infinity
    ? 'until the secret is changed'
    : `for ${spanText(longest)} from its signed time`;
}

function whatACopyComesTo(dedupe: DedupeConfig | false, source: SourceConfig): string {
  if (dedupe === false) return 'each copy is delivered';
  const parts = keyParts(dedupe.key);
  if (parts.includes('default') && source.scheme.identity.length === 0) return 'each copy is delivered';
  const relabelled = parts
    .flatMap((part) => partsBesideBody(part, source))
    .filter((name) => name.endsWith(UNSIGNED));
  const again =
    relabelled.length > 0
      ? `a copy with another ${relabelled.join(' or ')} is delivered; any other`
      : 'a copy';
  const signed = takenFor(source.scheme, source.tolerance)?.past;
  const ends = Math.min(signed ?? Infinity, source.maxAge ?? Infinity);
  if (ends <= dedupe.window) return `${again} ends as duplicate, and later as stale`;
  return `${again} ends as duplicate for ${spanText(dedupe.window)}, and is delivered again after that`;
}

const UNSIGNED = '(not signed)';
