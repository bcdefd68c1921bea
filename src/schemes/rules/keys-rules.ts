/** Rules of keys from elsewhere: one way to them, never to a place that only the delivery names. */
import { isHeaderName, isPointer } from '../../checks/fields.js';
import { member, type Report } from '../../checks/report.js';
import { writtenAddressFault } from '../keys/pin.js';
import type { Keys, Scheme } from '../spec.js';
import { namesIn, piecesOf, strayBrace } from './template.js';

const WAYS = ['jwks', 'discovery', 'fetched', 'certificate', 'x5c'] as const;

/** @param path where the scheme stands */
export function keysRules(scheme: Scheme, path: string, report: Report): void {
  const { keys, signature } = scheme;
  if (keys) keyPlaceRules(scheme, keys, member(path, 'keys'), report);
  ownerRules(scheme, member(path, 'owner'), report);
  (scheme.handshakes ?? []).forEach(({ confirms, check }, at) => {
    if (confirms === undefined) return;
    const place = member(path, 'handshakes', at, 'confirms');
    if (check !== 'signature')
      report.fault(place, 'an address is asked only if it was signed; set check: signature');
    if (!hostsOf(keys)) report.fault(place, 'needs keys with hosts: no other host is asked');
  });
  if (signature?.jwt?.isDocument && !(signature.body ?? signature.json)) {
    report.fault(
      member(path, 'signature', 'jwt', 'isDocument'),
      'is for a token in the body: body: true, or json',
    );
  }
}

function hostsOf(keys: Keys | undefined): readonly string[] | undefined {
  return keys?.certificate?.hosts ?? keys?.hosts;
}

function keyPlaceRules(scheme: Scheme, keys: Keys, path: string, report: Report): void {
  if (scheme.key !== undefined) report.fault(path, 'stands in place of key; keep one of them');
  if (!scheme.signature) report.fault(path, 'means nothing without a signature');
  if (WAYS.filter((way) => keys[way] !== undefined).length !== 1) {
    report.fault(path, `needs exactly one of ${WAYS.join(', ')}`);
    return;
  }
  for (const way of ['jwks', 'discovery', 'fetched'] as const) {
    const template = keys[way];
    if (template !== undefined) addressRules(scheme, keys, way, template, member(path, way), report);
  }
  const { certificate, x5c, layout, id } = keys;
  if (certificate) certificateRules(keys, certificate, member(path, 'certificate'), report);
  if (x5c && !scheme.signature?.jwt)
    report.fault(member(path, 'x5c'), 'stands in a token; it needs signature.jwt');
  if (layout?.list !== undefined && layout.id === undefined) {
    report.fault(member(path, 'layout'), 'needs id: where an item of the list has the id of its key');
  }
  if (id && 'packed' in id && scheme.signature?.packed === undefined) {
    report.fault(member(path, 'id'), 'packed needs signature.packed');
  }
}

function certificateRules(
  keys: Keys,
  { header, json }: NonNullable<Keys['certificate']>,
  path: string,
  report: Report,
): void {
  if ((header === undefined) === (json === undefined)) {
    report.fault(path, 'needs exactly one of header and json, where the delivery names the address');
  }
  if (!hostsOf(keys)) {
    report.fault(
      member(path, 'hosts'),
      'is required: without it, whoever sends a delivery says where its key comes from',
    );
  }
}

const IN_ADDRESS = ['header', 'json', 'kid', 'id'];

function addressRules(
  scheme: Scheme,
  keys: Keys,
  way: 'jwks' | 'discovery' | 'fetched',
  template: string,
  path: string,
  report: Report,
): void {
  if (template === '{jku}' && way === 'jwks') {
    if (!scheme.signature?.jwt && !scheme.signature?.jws)
      report.fault(path, '{jku} stands in a token; it needs signature.jwt, or signature.jws');
    if (!keys.hosts)
      report.fault(
        path,
        '{jku} needs hosts: without them, whoever sends a token says where its key comes from',
      );
    return;
  }
  if (strayBrace(template)) report.fault(path, 'has a { or } outside of a placeholder');
  let isBehindHost = false;
  for (const piece of piecesOf(template)) {
    if (piece.kind === 'text') {
      isBehindHost ||= /^https?:\/\/[^/]+\//.test(piece.text);
      continue;
    }
    const { name, argument, optional } = piece;
    if (name === 'owner') {
      const part = Object.hasOwn(scheme.owner ?? {}, argument) ? scheme.owner?.[argument] : undefined;
      if (!part || way === 'fetched')
        report.fault(path, '{owner:NAME} needs that name under owner, in jwks or discovery');
      continue;
    }
    const isValue =
      name === 'header' ? isHeaderName(argument) : name === 'json' ? isPointer(argument) : argument === '';
    if (way !== 'fetched' || !IN_ADDRESS.includes(name) || !isValue || optional) {
      report.fault(
        path,
        'knows {header:NAME}, {json:/pointer}, {kid} and {id} in fetched, {owner:NAME} and {jku} in jwks',
      );
    } else if (!isBehindHost)
      report.fault(path, 'names its host itself; a value of the delivery stands in its path');
  }
  const fault = writtenAddressFault(sampleOf(template));
  if (fault !== undefined) report.fault(path, fault);
  const values = [...namesIn(template)].filter((name) => name !== 'owner');
  if (
    way === 'fetched' &&
    values.length === 0 &&
    !keys.id &&
    !scheme.signature?.jwt &&
    !scheme.signature?.jws
  ) {
    report.fault(path, 'needs the id of the key in it, such as {header:X-Key-Id}');
  }
}

/** With something in the place of what comes. */
function sampleOf(template: string): string {
  return piecesOf(template)
    .map((piece, at) => (piece.kind === 'text' ? piece.text : at === 0 ? 'https://issuer.example' : 'x'))
    .join('');
}

function ownerRules({ owner = {}, signature, keys = {} }: Scheme, path: string, report: Report): void {
  const named = piecesOf(signature?.content ?? '').flatMap((piece) =>
    piece.kind === 'value' && piece.name === 'owner' ? [piece.argument] : [],
  );
  for (const [name, part] of Object.entries(owner)) {
    const at = member(path, name);
    if ('claim' in part && !signature?.jwt)
      report.fault(at, 'a claim stands in a token; it needs signature.jwt');
    if ('keys' in part && !(keys.jwks ?? keys.discovery ?? '').includes(`{owner:${name}}`)) {
      report.fault(at, `is not where the keys come from: they name no {owner:${name}}`);
    }
    if ('signed' in part && !named.includes(name))
      report.fault(at, `is not part of what is signed: content has no {owner:${name}}`);
  }
  for (const name of named) {
    const part = Object.hasOwn(owner, name) ? owner[name] : undefined;
    if (!part || !('signed' in part)) {
      report.fault(path, `content names {owner:${name}}; it needs ${name}: { signed: content } here`);
    }
  }
}
