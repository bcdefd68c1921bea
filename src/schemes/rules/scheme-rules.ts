/**
 * Rules of a scheme beyond its shape: nothing unsigned may count as signed, and no signature may be ambiguous.
 */
import { signatureHeaderNames } from '../engine/signatures.js';
import { signedObjects, signedPlaces } from '../engine/signed-places.js';
import type { IdentityPart, Scheme, Signature } from '../spec.js';
import { handshakeRules } from './handshake-rules.js';
import { keysRules } from './keys-rules.js';
import { member, type Report } from '../../checks/report.js';
import { signatureRules } from './signature-rules.js';
import { namesIn, namesValue, piecesOf, signsUrl, strayBrace } from './template.js';
import { timeRules } from './time-rules.js';
import { signsHeader, signsPlace } from './unsigned.js';

const WRITES: ReadonlySet<string> = new Set(['{event}', '{id}', '{time:iso}', '{time:s}', '{time:ms}']);

/** @param path where the scheme stands */
export function schemeRules(scheme: Scheme, path: string, report: Report): void {
  const { signature } = scheme;
  if (signature) {
    signatureRules(scheme, signature, member(path, 'signature'), report);
    timeRules(scheme, signature, path, report);
    twinRules(scheme, signature, member(path, 'twins'), report);
    requiredRules(scheme, signature, member(path, 'requires'), report);
    bodyRules(scheme, signature, path, report);
  } else unsignedRules(scheme, path, report);
  keysRules(scheme, path, report);
  identityRules(scheme, path, report);
  writesRules(scheme, member(path, 'writes'), report);
  handshakeRules(scheme, member(path, 'handshakes'), report);
}

const OF_A_SIGNATURE = [
  'time',
  'idHeader',
  'twins',
  'requires',
  'bodyHash',
  'bodyDigest',
  'bodyMustBeJson',
  'bodyMustBeText',
  'key',
  'minSecretLength',
  'refusal',
  'refusalBody',
] as const;

function unsignedRules(scheme: Scheme, path: string, report: Report): void {
  if (scheme.trust !== 'none') report.fault(member(path, 'signature'), 'is required unless trust is none');
  for (const key of OF_A_SIGNATURE) {
    if (scheme[key] !== undefined) report.fault(member(path, key), 'means nothing without a signature');
  }
}

/** In lower case: the headers that carry signature, time, id and digest. */
function ownHeaders(scheme: Scheme, signature: Signature): readonly string[] {
  const names = [
    ...signatureHeaderNames(signature),
    scheme.time?.header,
    scheme.idHeader,
    scheme.bodyDigest?.header,
    signature.algorithmHeader?.header,
    signature.headerList?.header,
  ];
  return names.flatMap((name) => (name === undefined ? [] : [name.toLowerCase()]));
}

function twinRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  const own = ownHeaders(scheme, signature);
  for (const name of Object.keys(scheme.twins ?? {})) {
    if (!own.includes(name.toLowerCase())) {
      report.fault(path, 'names a header that is not the signature, time or id header');
    }
  }
}

function requiredRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  const own = ownHeaders(scheme, signature);
  const seen = new Set<string>();
  for (const name of Object.keys(scheme.requires ?? {})) {
    const lower = name.toLowerCase();
    if (own.includes(lower)) {
      report.fault(
        member(path, name),
        'is the signature, time or id header, which differs from delivery to delivery',
      );
    }
    if (seen.has(lower)) report.fault(member(path, name), 'the same header stands twice, in other letters');
    seen.add(lower);
  }
}

/** How the body takes part beside the content. */
function bodyRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  const { bodyHash, bodyMustBeJson, jsonField } = scheme;
  const { content } = signature;
  if (bodyHash && !namesIn(content).has('url') && !namesValue(content, 'query', bodyHash.query)) {
    report.fault(
      member(path, 'bodyHash'),
      'stands in the query, which is not signed; content needs {url} (or {query:NAME} of it)',
    );
  }
  if (signature.portOptional !== undefined && !signsUrl(scheme)) {
    report.fault(
      member(path, 'signature', 'portOptional'),
      'is about the URL, which this scheme does not sign',
    );
  }
  digestRules(scheme, member(path, 'bodyDigest'), report);
  if (jsonField !== undefined && bodyMustBeJson) {
    report.fault(member(path, 'jsonField'), 'a form never starts as JSON; keep bodyMustBeJson or jsonField');
  }
}

function digestRules(scheme: Scheme, path: string, report: Report): void {
  const { bodyDigest } = scheme;
  if (!bodyDigest) return;
  const { header, form = 'plain', algorithms, encoding, prefix } = bodyDigest;
  if (!signsHeader(scheme, header)) {
    report.fault(path, `is not signed, so anyone could write another; content needs {header:${header}}`);
  }
  if (form === 'plain' && algorithms.length > 1) {
    report.fault(member(path, 'algorithms'), 'a plain digest does not say which one it is; name one');
  }
  if (form !== 'plain' && (encoding ?? prefix) !== undefined) {
    report.fault(path, `${form} says itself how digests are written; remove encoding and prefix`);
  }
  if (new Set(algorithms).size < algorithms.length) {
    report.fault(member(path, 'algorithms'), 'names one twice');
  }
}

/** Parts that may stand alone. */
const TELLS_APART: ReadonlySet<IdentityPart> = new Set(['body', 'id', 'signed']);

function identityRules(scheme: Scheme, path: string, report: Report): void {
  const at = member(path, 'identity');
  const { identity, sourceId, idHeader, event } = scheme;
  const inBody = sourceId && !('header' in sourceId) ? sourceId : undefined;
  if (new Set(identity).size < identity.length) report.fault(at, 'names a part twice');
  if (identity.includes('id') && idHeader === undefined) {
    if (inBody === undefined) {
      report.fault(
        at,
        'id needs a signed id: idHeader, or sourceId in the body ({ json: /pointer } or { field: NAME })',
      );
    } else if (('field' in inBody || scheme.trust === 'partly') && !signsPlace(scheme, inBody)) {
      report.fault(
        at,
        `the id at ${'json' in inBody ? inBody.json : inBody.field} is not part of what is signed, so anyone could repeat a delivery under another one; name a signed value, or use body`,
      );
    }
  }
  if (identity.includes('event') && (event === undefined || event.length === 0)) {
    report.fault(at, 'event needs the key event, which says where the name stands');
  }
  if (identity.includes('event')) eventRules(scheme, member(path, 'event'), report);
  const inHeaders = (event ?? []).map((place) => 'header' in place);
  if (inHeaders.includes(true) && inHeaders.lastIndexOf(false) > inHeaders.indexOf(true)) {
    report.fault(member(path, 'event'), 'the signed body goes first; name headers last');
  }
  if (identity.includes('sourceId')) sourceIdRules(scheme, at, report);
  if (identity.includes('url') && !signsUrl(scheme)) {
    report.fault(at, 'url needs a signed URL: {url} in the content');
  }
  if (identity.includes('time') && scheme.time === undefined) {
    report.fault(at, 'time needs the key time, which says where the signed time stands');
  }
  const names = signedPlaces(scheme).length + signedObjects(scheme).length;
  if (identity.includes('signed') && names === 0) {
    report.fault(
      at,
      'signed needs a content that names JSON members, fields or headers: {json:/pointer}, {members:/pointer}, {field:NAME}, {header:NAME}',
    );
  }
  if (identity.length > 0 && !identity.some((part) => TELLS_APART.has(part))) {
    report.fault(
      at,
      'an event name alone, or a time, would make different deliveries duplicates; add body or id',
    );
  }
}

/** An unsigned name that tells events apart is held to the form in which the provider writes it. */
function eventRules({ event = [], signature }: Scheme, at: string, report: Report): void {
  for (const place of event) {
    if (!('header' in place) || place.shape !== undefined) continue;
    if (namesValue(signature?.content, 'header', place.header)) continue;
    report.fault(
      at,
      'a header that is part of the identity and not signed needs its shape, the form in which the provider writes it',
    );
  }
}

/** An unsigned id can be written anew by anyone, so it only adds to the body, and a body has few places for ids. */
function sourceIdRules({ identity, sourceId, event }: Scheme, at: string, report: Report): void {
  if (sourceId === undefined || !('header' in sourceId) || sourceId.shape === undefined) {
    report.fault(
      at,
      'sourceId needs sourceId: { header: NAME, shape: … }, the form in which the provider writes it',
    );
  }
  if (!identity.includes('body')) report.fault(at, 'sourceId is not signed; add body');
  if (identity.includes('event') && event?.some((place) => 'header' in place)) {
    report.fault(
      at,
      'an unsigned event name and an unsigned id together are too much that nobody signed; keep one',
    );
  }
}

function writesRules(scheme: Scheme, path: string, report: Report): void {
  const own = scheme.signature ? ownHeaders(scheme, scheme.signature) : [];
  const required = Object.keys(scheme.requires ?? {}).map((name) => name.toLowerCase());
  for (const [name, template] of Object.entries(scheme.writes ?? {})) {
    const at = member(path, name);
    if ([...own, ...required].includes(name.toLowerCase())) {
      report.fault(at, 'this header is written anyway (signature, time, id or requires); remove it here');
    }
    for (const piece of piecesOf(template)) {
      if (piece.kind === 'value' && !WRITES.has(piece.written)) {
        report.fault(at, 'knows {event}, {id}, {time:iso}, {time:s} and {time:ms} only');
      }
    }
    if (strayBrace(template)) report.fault(at, 'has a { or } outside of a placeholder');
  }
}
