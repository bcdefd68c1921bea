/**
 * The URL that a provider signed, made of the one that is configured and of the query that came. A query stands right
 * beside what else is signed, so bytes of a form or a body could move into it; what it may hold is bounded.
 */
import { openUrl } from '../../model/paths.js';
import type { Scheme } from '../spec.js';

/** What one parameter may hold beside those of the configured URL; a list names its values. */
export type QueryValue = 'digits' | 'uuid' | 'hex' | readonly string[];

/**
 * `any`: whatever comes. `none`: what the configured URL has, and nothing else. A mapping: these names too, each once at
 * the most, with such values.
 */
export type SignedQuery = 'any' | 'none' | Readonly<Record<string, QueryValue>>;

type Pair = readonly [name: string, value: string];

/**
 * @param rest of the path, for a route whose path is open
 * @returns the URLs that may have been signed, the likeliest first; undefined if the query holds what it may not.
 */
export type SignedUrls = (target: string, rest?: string) => readonly string[] | undefined;

/** @param configured scheme, host and path as the provider knows them, perhaps with a query; `/*` ends an open path */
export function createSignedUrls(configured: string, allowed: SignedQuery): SignedUrls {
  const open = openUrl(configured);
  if (open) {
    const { beginning, query } = open;
    // Made anew for each delivery: what it costs is little beside the digest.
    return (target, rest = '') => createExactUrls(beginning + rest + query, allowed)(target);
  }
  return createExactUrls(configured, allowed);
}

function createExactUrls(configured: string, allowed: SignedQuery): SignedUrls {
  const mark = configured.indexOf('?');
  const base = mark < 0 ? configured : configured.slice(0, mark);
  const registered = mark < 0 ? '' : configured.slice(mark + 1);
  const required = pairsOf(registered);

  return function signedUrls(target) {
    // Who has no target of its own was called under the configured URL itself.
    if (target === '') return [configured];
    const at = target.indexOf('?');
    const query = at < 0 ? undefined : target.slice(at + 1);
    if (allowed === 'any' && required.length === 0) return [query === undefined ? base : `${base}?${query}`];
    const { extra, rest, open } = compare(pairsOf(query ?? ''), partsOf(query ?? ''), required);
    if (open.length > 0 || (allowed !== 'any' && !areAllowed(extra, allowed))) return undefined;
    const received = query === undefined ? base : `${base}?${query}`;
    if (registered === '') return [received];
    // Some providers sign the URL as it was registered, and call it with the parameters in another order.
    const asRegistered = `${base}?${[registered, ...rest].join('&')}`;
    return asRegistered === received ? [received] : [received, asRegistered];
  };
}

/** Names of a received query's parameters that a route does not allow, and of those that its URL has and this query not. */
export function queryFaults(
  configured: string,
  allowed: SignedQuery,
  target: string,
): { readonly tooMany: readonly string[]; readonly missing: readonly string[] } {
  const { extra, open } = compare(queryPairs(target), [], queryPairs(configured));
  const names = extra.map(([name]) => name);
  const tooMany =
    allowed === 'any'
      ? []
      : extra.filter((pair, i) => names.indexOf(pair[0]) < i || !areAllowed([pair], allowed));
  return { tooMany: tooMany.map(([name]) => name), missing: open.map(([name]) => name) };
}

/** What a route allows if it says nothing: a query is free only if nothing else that varies stands beside it. */
export function defaultSignedQuery({ signature }: Scheme): SignedQuery {
  if (signature?.formHas || signature?.jwt || signature?.message) return 'any';
  const content = signature?.content ?? '';
  const others = content.replace(/\{(?:url(?::\w+)?|secret|method|path)\}/g, '');
  return content.includes('{url') && /\{(?:body|form|field|json|header|id|sha)/.test(others) ? 'none' : 'any';
}

/** Names and values of a URL's query, decoded, in their order. */
export function queryPairs(url: string): readonly Pair[] {
  const at = url.indexOf('?');
  return at < 0 ? [] : pairsOf(url.slice(at + 1));
}

function areAllowed(extra: readonly Pair[], allowed: Exclude<SignedQuery, 'any'>): boolean {
  if (allowed === 'none') return extra.length === 0;
  const names = extra.map(([name]) => name);
  if (new Set(names).size < names.length) return false;
  return extra.every(([name, value]) => Object.hasOwn(allowed, name) && fits(value, allowed[name] ?? []));
}

const VALUES: Readonly<Record<Extract<QueryValue, string>, RegExp>> = {
  digits: /^\d{1,20}$/,
  uuid: /^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/,
  hex: /^[0-9A-Fa-f]{1,128}$/,
};

function fits(value: string, wanted: QueryValue): boolean {
  return typeof wanted === 'string' ? VALUES[wanted].test(value) : wanted.includes(value);
}

/** Each required parameter is found once, or stays `open`; `rest` are the parts, as they came, of the others. */
function compare(
  received: readonly Pair[],
  parts: readonly string[],
  required: readonly Pair[],
): { readonly extra: readonly Pair[]; readonly rest: readonly string[]; readonly open: readonly Pair[] } {
  const open = [...required];
  const extra: Pair[] = [];
  const rest: string[] = [];
  received.forEach((pair, i) => {
    const at = open.findIndex(([name, value]) => name === pair[0] && value === pair[1]);
    if (at >= 0) open.splice(at, 1);
    else {
      extra.push(pair);
      rest.push(parts[i] ?? '');
    }
  });
  return { extra, rest, open };
}

function partsOf(query: string): readonly string[] {
  return query.split('&').filter((part) => part !== '');
}

function pairsOf(query: string): readonly Pair[] {
  return partsOf(query).map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [decoded(part), ''] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
  });
}

/** An escape that is none stays as it came, and so equals nothing that is configured. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
