/**
 * What `check` says of each route without being asked: what becomes of a second event with equal bytes, for how long a
 * captured delivery is worth something, and how long a delivery is remembered.
 */
import type { Fault } from '../../checks/fault.js';
import { member } from '../../checks/report.js';
import { defaultSignedQuery } from '../../schemes/engine/signed-url.js';
import { isGetAlone } from '../../schemes/rules/method-rules.js';
import { unsignedEventHeaders } from '../../schemes/rules/unsigned.js';
import { signsParameter, signsPath, signsQuery, signsUrl } from '../../schemes/rules/template.js';
import type { DedupeConfig, GatewayConfig, RouteConfig } from '../config.js';
import { defaultWindow, keyParts } from '../resolve/resolve-dedupe.js';
import { spanText } from '../resolve/resolve-source.js';
import { filtersEvents } from '../../policy/event-patterns.js';
import { copiesOf, eachIsItsOwn, secondEvent, validUntil } from './capture.js';

/** A sentence each, in order of the routes; the message holds no value of a secret. */
export function routeNotes({ routes }: GatewayConfig): readonly Fault[] {
  return routes.flatMap((route, i) =>
    notesOf(route).map((message) => ({ path: member('routes', i), message })),
  );
}

function notesOf(route: RouteConfig): readonly string[] {
  const added = unsignedOfUrl(route);
  const notes = [secondEventNote(route, added), capturedNote(route, added)];
  const { dedupe, source } = route;
  // Where each delivery is one of its own, there is nothing to remember it by.
  if (dedupe !== false && !eachIsItsOwn(dedupe.key, source.scheme)) {
    const { window, because } = defaultWindow(source, dedupe.key);
    if (window === dedupe.window) notes.push(`deliveries are remembered for ${spanText(window)}: ${because}`);
  }
  const unsigned = unsignedEventHeaders(source.scheme);
  if (filtersEvents(route) && unsigned.length > 0) {
    notes.push(`events: rests on ${unsigned.join(', ')}, which nobody signed`);
  }
  if (
    signsUrl(source.scheme) &&
    !source.methods.includes('GET') &&
    route.destinations.every(({ forwardQuery }) => forwardQuery === undefined)
  )
    notes.push('the query of a delivery does not reach the receiver');
  if (added.length > 0)
    notes.push(`the URL of a delivery goes on in part, and nobody signed ${added.join(', ')}`);
  if (
    !isGetAlone(source.methods) &&
    signsQuery(source.scheme) &&
    (source.signedQuery ?? defaultSignedQuery(source.scheme)) === 'any'
  ) {
    notes.push(UNBOUNDED_QUERY);
  }
  return notes;
}

const UNBOUNDED_QUERY =
  'the query of a delivery may hold any names and values (signedQuery: any); name those that the provider sends, or none';

function secondEventNote(route: RouteConfig, added: readonly string[]): string {
  const { dedupe, source } = route;
  const note = dedupe !== false && isDefault(dedupe.key) ? source.scheme.identityNote : undefined;
  const because = note === undefined ? '' : ` (${note.replace(/\s+/g, ' ')})`;
  return `a second event with equal bytes ${secondEvent({ ...route, added })}${because}`;
}

function capturedNote(route: RouteConfig, added: readonly string[]): string {
  const { scheme } = route.source;
  if (scheme.signature === undefined)
    return 'nothing is signed: anyone can send anything, without a captured delivery';
  return `a captured delivery is worth something ${validUntil(route.source)}: ${copiesOf({ ...route, added })}`;
}

function isDefault(key: DedupeConfig['key']): boolean {
  return keyParts(key).every((part) => part === 'default');
}

/** What of the URL goes on to the receiver although nobody signed it: `?name` of its query, `/*` of its path. */
function unsignedOfUrl({ source: { scheme }, destinations }: RouteConfig): readonly string[] {
  const unsigned = destinations.flatMap(({ forwardQuery = {}, forwardPath }) => {
    // A list of names alone is a fault where they are not signed.
    const names = Array.isArray(forwardQuery) ? [] : Object.keys(forwardQuery);
    const found = names.filter((name) => !signsParameter(scheme, name)).map((name) => `?${name}`);
    return forwardPath && !signsPath(scheme) ? [...found, '/*'] : found;
  });
  return [...new Set(unsigned)];
}
