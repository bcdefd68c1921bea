/** The URL that was signed: the one given, the one the route expects, and what follows where they differ. */
import {
  createSignedUrls,
  defaultSignedQuery,
  queryFaults,
  queryPairs,
  type SignedQuery,
} from '../schemes/engine/signed-url.js';
import type { RefusalReason } from '../schemes/engine/verify.js';
import { signsUrl } from '../schemes/rules/template.js';
import type { Scheme } from '../schemes/spec.js';
import { callableUrl, openUrl, restOf } from '../model/paths.js';
import { cause, type Cause } from './reason-causes.js';

/** What a route says of the URL that its provider signs. */
export interface RouteUrl {
  readonly publicUrl: string | undefined;
  readonly signedQuery: SignedQuery | undefined;
}

interface Asked {
  readonly scheme: Scheme;
  readonly url: string | undefined;
  readonly route?: RouteUrl | undefined;
}

interface UrlToVerify extends RouteUrl {
  /** Path and query as they were received; empty for the public URL itself. */
  readonly target: string;
  /** Of the path, for a public URL that is open. */
  readonly rest: string;
}

/** As the gateway reads it: a route's own URL, with the query that came. Without a route the URL given counts as it is. */
export function readUrl(scheme: Scheme, url: string | undefined, route: RouteUrl | undefined): UrlToVerify {
  const publicUrl = route?.publicUrl;
  if (publicUrl === undefined || !signsUrl(scheme))
    return { publicUrl: url, signedQuery: 'any', target: '', rest: '' };
  const target = url === undefined ? '' : targetOf(url);
  return { publicUrl, signedQuery: route?.signedQuery, target, rest: restUnder(publicUrl, url) };
}

/** What a URL has behind an open one; nothing where it does not stand under it. */
function restUnder(publicUrl: string, url = ''): string {
  const { beginning } = openUrl(publicUrl) ?? {};
  return beginning === undefined || !url.startsWith(`${beginning}/`) ? '' : restOf(beginning, url);
}

/** What the URL of the signed text most likely is. */
export function signedUrl(url: string | undefined, route: RouteUrl | undefined): string | undefined {
  const publicUrl = route?.publicUrl;
  if (publicUrl === undefined || url === undefined) return url ?? publicUrl;
  return createSignedUrls(publicUrl, 'any')(targetOf(url), restUnder(publicUrl, url))?.[0] ?? url;
}

/**
 * Without the right URL nothing that signs it can match, so nothing can be said of the secret either. For a delivery of
 * which nothing else is known.
 */
export function urlCauses({ scheme, url, route }: Asked, reason: RefusalReason): readonly Cause[] {
  if (reason !== 'mismatch' || !signsUrl(scheme)) return [];
  const publicUrl = route?.publicUrl;
  if (url !== undefined) {
    if (publicUrl === undefined) return [];
    const expected = withoutQuery(callableUrl(publicUrl)) + restUnder(publicUrl, url);
    if (withoutQuery(url) === expected) return [];
    const text =
      "The URL given with --url is not the route's publicUrl, under which the gateway verifies: one of them is not what the provider knows.";
    return [cause('url_differs', text, bothUrls(publicUrl, url))];
  }
  const signed = `what is signed: ${scheme.signature?.content ?? 'a claim of the token'}`;
  if (publicUrl === undefined) {
    const text =
      'This scheme signs the URL, and none was given: give it with --url, as the provider knows it, with its query.';
    return [cause('url_missing', text, signed)];
  }
  const text =
    "This scheme signs the URL, and none was given, so the route's publicUrl was taken without the query that came: give the URL with --url, as it was called.";
  return [cause('url_missing', text, `${signed}; publicUrl: ${withoutValues(publicUrl)}`)];
}

/** Which parameters the route does not allow, or lacks. */
export function queryCauses({ scheme, url, route }: Asked): readonly Cause[] {
  const received = url === undefined ? '' : targetOf(url);
  const { publicUrl = '', signedQuery = defaultSignedQuery(scheme) } = route ?? {};
  const { tooMany, missing } =
    publicUrl === '' ? { tooMany: [], missing: [] } : queryFaults(publicUrl, signedQuery, received);
  const causes: Cause[] = [];
  if (tooMany.length > 0) {
    const text =
      'The query holds parameters that this route does not allow, or values that it does not: name them in source.signedQuery, or in publicUrl if each delivery has them.';
    causes.push(cause('query_unexpected', text, `too many: ${tooMany.join(', ')}`));
  }
  if (missing.length > 0) {
    const text =
      "The query lacks parameters of the route's publicUrl, or has them with other values; perhaps --url was given without its query.";
    causes.push(cause('query_unexpected', text, `missing: ${missing.join(', ')}`));
  }
  if (causes.length > 0) return causes;
  const names = queryPairs(received === '' ? (url ?? publicUrl) : received).map(([name]) => name);
  const hidden = scheme.signature?.formHas ?? [];
  return [
    cause(
      'query_unexpected',
      `A parameter of the query holds the name of a field that only the form may have (${hidden.join(', ')}).`,
      `received: ${names.join(', ')}`,
    ),
  ];
}

export function routeExpectsAnother(publicUrl: string, url: string): Cause {
  return cause(
    'url',
    "The signature holds under the URL given with --url, but the route's publicUrl is another: set publicUrl to what the provider knows, or mend --url.",
    bothUrls(publicUrl, url),
  );
}

function bothUrls(publicUrl: string, url: string): string {
  return `publicUrl: ${withoutValues(publicUrl)}; --url: ${withoutValues(url)}`;
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function targetOf(url: string): string {
  const rest = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** Names alone: the values may be a customer's. */
function withoutValues(url: string): string {
  return url.replace(/=[^&#]*/g, '=…');
}
