/**
 * What goes on of the URL that a delivery came to: parameters of its query that the destination names, and the rest of a
 * path that ends in `/*`. Both are read strictly and written anew, so that every receiver reads them alike.
 */
import type { DestinationConfig, SourceConfig } from '../config/config.js';
import type { Delivery } from '../model/delivery.js';
import { Outcome } from '../model/outcome.js';
import { signsParameter, signsPath } from '../schemes/rules/template.js';

export interface AddedToUrl {
  readonly pathRest: string | undefined;
  /** Names and values in the order of the configuration; undefined if none came. */
  readonly query: string | undefined;
  /** As they stand in the list of what nobody signed: `?name` of the query, `/*` of the path. */
  readonly unsigned: readonly string[];
  /** What nobody signed, as text: deliveries that differ in it are two. Empty if there is nothing. */
  readonly apart: string;
}

/** @returns an Outcome if what came is not what the destination allows. */
export type ReadAdded = (delivery: Delivery) => AddedToUrl | Outcome;

interface Sides {
  readonly source: Pick<SourceConfig, 'scheme'>;
  readonly destination: Pick<DestinationConfig, 'forwardQuery' | 'forwardPath'>;
}

/** @returns undefined if the receiver is always called under the URL that is configured. */
export function createAddedToUrl({ source, destination }: Sides): ReadAdded | undefined {
  const { forwardPath } = destination;
  const allowed = allowedQuery(destination.forwardQuery);
  if (!forwardPath && allowed.size === 0) return undefined;
  const isPathSigned = signsPath(source.scheme);
  const unsignedNames = new Set([...allowed.keys()].filter((name) => !signsParameter(source.scheme, name)));

  return function readAdded({ target, rest }) {
    const pathRest = forwardPath ? readRest(rest ?? '') : '';
    if (pathRest === undefined) return new Outcome('malformed', { reason: 'path_unexpected' });
    const found = readQuery(target, allowed);
    if (!found) return new Outcome('malformed', { reason: 'query_unexpected' });
    const pairs = [...allowed.keys()].flatMap((name) => {
      const value = found.get(name);
      return value === undefined ? [] : [{ name, text: `${encode(name)}=${encode(value)}` }];
    });
    const unsigned = pairs.filter(({ name }) => unsignedNames.has(name));
    const restApart = isPathSigned ? '' : pathRest;
    return {
      pathRest: pathRest || undefined,
      query: pairs.length === 0 ? undefined : pairs.map(({ text }) => text).join('&'),
      unsigned: [...unsigned.map(({ name }) => `?${encode(name)}`), ...(restApart === '' ? [] : ['/*'])],
      apart:
        restApart === '' && unsigned.length === 0
          ? ''
          : `${restApart}?${unsigned.map(({ text }) => text).join('&')}`,
    };
  };
}

/** What deliveries of a route can differ in that nobody signed, over all of its destinations. */
export type TellApart = (delivery: Delivery) => string | Outcome;

/** @returns undefined if there is nothing. */
export function createTellApart(readers: readonly (ReadAdded | undefined)[]): TellApart | undefined {
  const all = readers.filter((read) => read !== undefined);
  if (all.length === 0) return undefined;
  return function tellApart(delivery) {
    const parts = new Set<string>();
    for (const read of all) {
      const added = read(delivery);
      if (added instanceof Outcome) return added;
      if (added.apart !== '') parts.add(added.apart);
    }
    return [...parts].join('\0');
  };
}

type Allowed = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** Values by name; undefined takes any value. */
function allowedQuery(given: DestinationConfig['forwardQuery']): Allowed {
  if (given === undefined) return new Map();
  if (Array.isArray(given)) return new Map((given as readonly string[]).map((name) => [name, undefined]));
  return new Map(Object.entries(given).map(([name, values]) => [name, new Set(values)]));
}

/** Of one parameter, decoded. */
const MAX_VALUE = 1024;

/** @returns undefined if a name comes twice, or has a value that is not allowed. Other names are passed over. */
function readQuery(target: string, allowed: Allowed): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  const at = target.indexOf('?');
  if (at < 0) return found;
  for (const part of target.slice(at + 1).split('&')) {
    const equals = part.indexOf('=');
    const name = decoded(equals < 0 ? part : part.slice(0, equals));
    if (name === undefined || !allowed.has(name)) continue;
    const value = decoded(equals < 0 ? '' : part.slice(equals + 1));
    if (found.has(name) || value === undefined || value.length > MAX_VALUE) return undefined;
    if (allowed.get(name)?.has(value) === false) return undefined;
    found.set(name, value);
  }
  return found;
}

function decoded(text: string): string | undefined {
  if (!/^[\x21-\x7e]*$/.test(text)) return undefined;
  return unescaped(text.replaceAll('+', ' '));
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text);
}

/** Of the rest of a path, as it came. */
const MAX_REST = 1024;

/** @returns it anew, or undefined if a server might read it as another path or as one above the destination's. */
function readRest(rest: string): string | undefined {
  if (rest === '') return '';
  if (rest.length > MAX_REST || !/^\/[\x21-\x7e]*$/.test(rest) || /[\\?#]|\/\//.test(rest)) return undefined;
  const segments: string[] = [];
  for (const segment of rest.slice(1).split('/')) {
    const text = unescaped(segment);
    // Some servers cut a segment at its first `;`, some decode it twice, and some drop blanks at its end.
    if (text === undefined || /[/\\%\p{Cc}]/u.test(text) || /^\.{1,2} *(?:;|$)/.test(text)) return undefined;
    segments.push(encodeURIComponent(text).replace(/%(?:3A|40|24|26|2B|2C|3B|3D)/g, unescape));
  }
  return `/${segments.join('/')}`;
}

function unescape(escaped: string): string {
  return decodeURIComponent(escaped);
}
