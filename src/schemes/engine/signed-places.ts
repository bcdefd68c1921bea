/** The single values of a delivery that a signature names, for identities that rest on them alone. */
import type { Place, Scheme } from '../spec.js';

export function signedPlaces({ signature }: Scheme): readonly Place[] {
  const content = signature?.content ?? '';
  return Array.from(content.matchAll(/\{(json|header|field):([^{}?]+)\??\}/g), ([, kind, name = '']) => {
    if (kind === 'json') return { json: name };
    return kind === 'field' ? { field: name } : { header: name };
  });
}

/** Pointers to the objects whose members it signs, all of them. */
export function signedObjects({ signature }: Scheme): readonly string[] {
  return Array.from((signature?.content ?? '').matchAll(/\{members:([^{}]+)\}/g), ([, at = '']) => at);
}

/** Names of the headers among them, as they are written, and those that an HTTP message signature must cover. */
export function signedHeaders(scheme: Scheme): readonly string[] {
  const { headerList } = scheme.signature ?? {};
  const listed = headerList
    ? [...headerList.required, ...(headerList.header === undefined ? [] : [headerList.header])]
    : [];
  const covered = (scheme.signature?.message?.components ?? []).filter((name) => !name.startsWith('@'));
  return [
    ...listed,
    ...covered,
    ...signedPlaces(scheme).flatMap((place) => ('header' in place ? [place.header] : [])),
  ];
}
