/** By which methods a scheme's deliveries may come: those for which it signs all that goes on. */
import type { Scheme } from '../spec.js';
import { coversBody, formMeetsUrl, namesIn, signsMethod, signsWholeQuery } from './template.js';

export const METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'] as const;

export type Method = (typeof METHODS)[number];

/**
 * The receiver is called by POST whatever came, so a method that nobody signed says nothing: a captured POST that comes
 * again as DELETE is the same delivery. A GET is another matter, because its query goes on in the body's place.
 * @param methods of the route
 * @param publicUrl the URL that is configured, if the scheme signs it
 * @returns why the scheme does not sign enough for one of them; undefined if it does for all
 */
export function methodsFault(
  methods: readonly Method[],
  scheme: Scheme,
  publicUrl: string | undefined,
): string | undefined {
  if (methods.every((method) => method === 'POST')) return undefined;
  if (!scheme.signature) return 'nothing is signed here, so POST alone is taken; remove this';
  const bodied = methods.find((method) => method !== 'POST' && method !== 'GET');
  if (bodied !== undefined && !coversBody(scheme)) {
    return `this scheme does not sign the body, and so not enough for ${bodied}; take POST alone`;
  }
  return methods.includes('GET') ? getFault(methods, scheme, publicUrl) : undefined;
}

function getFault(
  methods: readonly Method[],
  scheme: Scheme,
  publicUrl: string | undefined,
): string | undefined {
  const { signature = {}, bodyMustBeJson } = scheme;
  if (!signsWholeQuery(scheme)) {
    return 'a GET says all it has to say in its query, and this scheme does not sign the URL with its query; take GET out';
  }
  const isMethodSigned = signsMethod(signature);
  if (readsBody(scheme) || (bodyMustBeJson !== undefined && bodyMustBeJson !== false && !isMethodSigned)) {
    return 'this scheme reads the body, and a GET has none; take GET out';
  }
  if (new Set(methods).size > 1 && !isMethodSigned) {
    return 'this scheme does not sign the method, and a captured GET could come again as a request with a body, whose text was its query; let GET stand alone, and give the other methods a route with another path';
  }
  if (publicUrl?.includes('?') === true && formMeetsUrl(scheme)) {
    return 'the form of a POST would begin right behind the query of publicUrl, and could come again as a GET; remove the query from publicUrl';
  }
  return undefined;
}

/** Whether signature, time or signed text stand in the body. */
export function readsBody({ signature = {}, time, jsonField }: Scheme): boolean {
  const { json, field, each, content } = signature;
  const places = [json, field, each, jsonField, time?.json, time?.field];
  if (places.some((place) => place !== undefined)) return true;
  const names = namesIn(content);
  return (
    ['json', 'lines', 'members', 'field'].some((name) => names.has(name)) || /\{body:/.test(content ?? '')
  );
}

/** Whether GET stands alone: then nothing but the URL varies in what is signed. */
export function isGetAlone(methods: readonly Method[]): boolean {
  return methods.every((method) => method === 'GET');
}
