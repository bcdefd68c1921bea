/**
 * Rules of a signature: where it stands, how it is made, and with what kind of key. Each has one answer that can work.
 */
import { JWS_ALGORITHMS, MESSAGE_ALGORITHMS } from '../engine/raw-signature.js';
import type { Algorithm, Entries, MessageSignature, Scheme, Signature } from '../spec.js';
import { headerListRules } from './header-list-rules.js';
import { isSharedAlgorithm } from '../engine/jwt.js';
import { keyFormOf } from '../engine/keys.js';
import { signatureHeaderNames } from '../engine/signatures.js';
import { hasNoKey, isRsaOrEc, isShared } from './algorithms.js';
import { contentRules } from './content-rules.js';
import { coversBody } from './template.js';
import { member, type Report } from '../../checks/report.js';

/** @param path where the signature stands */
export function signatureRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  if (scheme.trust === 'none') report.fault(path, 'trust: none is for schemes without a signature');
  placeRules(signature, path, report);
  if (signature.prefixOptional === true && signature.prefix === undefined) {
    report.fault(member(path, 'prefixOptional'), 'needs a prefix');
  }
  if (signature.jwt) {
    jwtRules(scheme, signature, path, report);
    return;
  }
  if (signature.message) {
    messageRules(scheme, signature, signature.message, path, report);
    return;
  }
  const { entries, list, algorithm, algorithmHeader, versions, content } = signature;
  if (signature.jws) jwsRules(signature, path, report);
  else if ([algorithm, algorithmHeader, entries, versions].filter((one) => one !== undefined).length !== 1) {
    report.fault(
      path,
      'needs exactly one of algorithm (of one signature or a list), algorithmHeader (which names it), entries (signatures with tags) and versions (the body names it)',
    );
  }
  for (const key of ['encoding', 'content'] as const) {
    if (signature.jws && key === 'encoding') continue;
    if (signature[key] === undefined) report.fault(member(path, key), 'is required, except with jwt');
  }
  keyNameRules(scheme, signature, member(path, 'keyName'), report);
  if (signature.slashOptional !== undefined && !/\{path\}|\{url/.test(content ?? '')) {
    report.fault(member(path, 'slashOptional'), 'is about the path, which this scheme does not sign');
  }
  if (entries) entriesRules(signature, entries, member(path, 'entries'), report);
  if (list) listRules(signature, member(path, 'list'), report);
  if (algorithmHeader) nameRules(signature, algorithmHeader, member(path, 'algorithmHeader'), report);
  const algorithms = algorithmsOf(signature);
  keyRules(scheme, algorithms, path, report);
  encodingRules(scheme, signature, algorithms, path, report);
  headerListRules(scheme, signature, path, report);
  if (content !== undefined) contentRules(scheme, content, algorithms, path, report);
  if (algorithms.includes('plain') && scheme.trust !== 'authenticated') {
    report.fault(
      member(path, 'algorithm'),
      'plain only shows that the sender knows the secret; set trust: authenticated',
    );
  }
}

/** Every algorithm a signature of the scheme may have; none with `jwt`, which has its own. */
export function algorithmsOf({
  algorithm,
  algorithmHeader,
  entries,
  jws,
  message,
  versions,
}: Signature): readonly Algorithm[] {
  if (jws) return jws.algorithms.map((name) => JWS_ALGORITHMS[name].algorithm);
  if (message) return message.algorithms.map((name) => MESSAGE_ALGORITHMS[name].algorithm);
  if (algorithmHeader) return Object.values(algorithmHeader.names);
  if (versions) return Object.values(versions.algorithms);
  if (entries) return Object.values(entries.tags);
  return algorithm === undefined ? [] : [algorithm];
}

function placeRules(signature: Signature, path: string, report: Report): void {
  const { header, headers, json, field, body, each, jwt } = signature;
  if ([header, headers, json, field, body].filter((place) => place !== undefined).length !== 1) {
    report.fault(
      path,
      'stands in exactly one place: header, headers (one signature each), json or field (the body)',
    );
  }
  if (jwt && header === undefined && jwt.isDocument !== true) {
    report.fault(
      member(path, 'jwt'),
      'stands in a header; name it (header), or set isDocument where it is in the body',
    );
  }
  if (body && !jwt) report.fault(member(path, 'body'), 'is for a token that is the whole body; it needs jwt');
  if (signature.packed !== undefined && header === undefined) {
    report.fault(member(path, 'packed'), 'is in a header; name it (header)');
  }
  if (each !== undefined && json === undefined) {
    report.fault(member(path, 'each'), 'needs json, the place of the signature inside each item');
  }
  if (headers && new Set(headers.map((name) => name.toLowerCase())).size < headers.length) {
    report.fault(member(path, 'headers'), 'names a header twice');
  }
}

function jwtRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  for (const key of [
    'algorithm',
    'algorithmHeader',
    'entries',
    'list',
    'headerList',
    'content',
    'encoding',
  ] as const) {
    if (signature[key] !== undefined) {
      report.fault(member(path, key), 'a token says this itself; remove it, or remove jwt');
    }
  }
  if (scheme.time) {
    report.fault(
      member(path, 'jwt'),
      'a token carries its own times (exp, nbf, iat; jwt.maxAge where there is no exp); remove time',
    );
  }
  if (scheme.idHeader !== undefined) {
    report.fault(member(path, 'jwt'), 'a token signs no header; use sourceId instead of idHeader');
  }
  const isShared = (signature.jwt?.algorithms ?? ['HS256']).every(isSharedAlgorithm);
  if (scheme.keys ? (signature.jwt?.algorithms ?? ['HS256']).some(isSharedAlgorithm) : !isShared) {
    report.fault(
      member(path, 'jwt', 'algorithms'),
      'HS… takes a shared secret, the others a key from elsewhere (keys); a scheme has one of both kinds',
    );
  }
  if (!scheme.keys && ['standard', 'public-key'].includes(scheme.key ?? 'utf8')) {
    report.fault(member(path, 'jwt'), 'is signed with a shared secret; set key to utf8, nfkd, hex or base64');
  }
  claimRules(signature, path, report);
  if (!coversBody(scheme) && scheme.trust === 'body verified') {
    report.fault(
      member(path, 'jwt', 'hashes'),
      'without a hash of the body the body is not verified; set trust to partly or authenticated if that is so',
    );
  }
}

/** One claim has one meaning. */
function claimRules({ jwt }: Signature, path: string, report: Report): void {
  const { hashes = {}, claims = {}, optionalClaims = {}, url } = jwt ?? {};
  const names = [hashes, claims, optionalClaims].flatMap((group) => Object.keys(group)).concat(url ?? []);
  for (const name of names) {
    if (['exp', 'nbf', 'iat', 'jti'].includes(name)) {
      report.fault(member(path, 'jwt'), `${name} is the token's own; remove it`);
    }
  }
  if (new Set(names).size < names.length) report.fault(member(path, 'jwt'), 'gives one claim two meanings');
}

/** What both bring themselves. */
const OF_ITS_OWN = ['algorithm', 'algorithmHeader', 'entries', 'list', 'encoding'] as const;

function jwsRules(signature: Signature, path: string, report: Report): void {
  for (const key of OF_ITS_OWN) {
    if (signature[key] !== undefined)
      report.fault(member(path, key), 'a JWS says this itself; remove it, or remove jws');
  }
  if (signature.header === undefined)
    report.fault(member(path, 'jws'), 'stands in a header; name it (header)');
}

function messageRules(
  scheme: Scheme,
  signature: Signature,
  message: MessageSignature,
  path: string,
  report: Report,
): void {
  const at = member(path, 'message');
  for (const key of [...OF_ITS_OWN, 'content', 'prefix', 'jws', 'headerList'] as const) {
    if (signature[key] !== undefined) {
      report.fault(
        member(path, key),
        'an HTTP message signature says this itself; remove it, or remove message',
      );
    }
  }
  if (signature.header === undefined) report.fault(at, 'stands in a header; name it (header: Signature)');
  if (scheme.time) report.fault(at, 'carries its own times (created, expires; message.maxAge); remove time');
  if (scheme.idHeader !== undefined)
    report.fault(at, 'has no id of its own; use sourceId instead of idHeader');
  if (!coversBody(scheme) && scheme.trust === 'body verified') {
    report.fault(
      member(at, 'components'),
      'without a digest of the body the body is not verified; add content-digest with bodyDigest, or set trust to partly or authenticated if that is so',
    );
  }
  const names = message.components.map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) report.fault(member(at, 'components'), 'names one twice');
  keyRules(scheme, algorithmsOf(signature), at, report);
}

function entriesRules(signature: Signature, entries: Entries, path: string, report: Report): void {
  const tags = Object.keys(entries.tags);
  if (tags.length === 0) report.fault(member(path, 'tags'), 'names no tag that carries a signature');
  if (entries.assign === separatorOf(entries)) report.fault(member(path, 'assign'), 'equals the separator');
  for (const tag of entries.time === undefined ? tags : [...tags, entries.time]) {
    if (tag.includes(separatorOf(entries)) || tag.includes(entries.assign) || tag.includes(' ')) {
      report.fault(member(path, 'tags'), 'a tag holds a blank, the separator or the assign character');
    }
  }
  if (entries.time !== undefined && tags.includes(entries.time)) {
    report.fault(member(path, 'time'), 'this tag carries a signature already');
  }
  const values = Object.keys(entries.values ?? {});
  if (values.some((name) => name === entries.time || tags.includes(name))) {
    report.fault(member(path, 'values'), 'names a tag that is a signature or the time');
  }
  if (entries.timeLast === true && (entries.time === undefined || entries.groups === true)) {
    report.fault(member(path, 'timeLast'), 'needs time, and no groups');
  }
  if (values.length > 0 && signature.headers) {
    report.fault(member(path, 'values'), 'stand beside the signatures of one header; name it (header)');
  }
  if (entries.groups === true && (entries.time === undefined || separatorOf(entries) === ' ')) {
    report.fault(
      member(path, 'groups'),
      'are lists with a time each and blanks between them: they need time and another separator',
    );
  }
  if (signature.headers) {
    report.fault(path, 'is for one header that holds a list; headers hold one signature each');
  }
  if (signature.prefix !== undefined) {
    report.fault(path, 'the tags stand in front of each signature; remove prefix');
  }
}

/** A name in front of a colon: the secret must have no colon of its own, and one signature stands alone. */
function keyNameRules({ key }: Scheme, signature: Signature, path: string, report: Report): void {
  if (signature.keyName === undefined) return;
  if (key !== 'base64' && key !== 'hex') {
    report.fault(path, 'needs a secret that holds no colon; set key to base64 or hex');
  }
  if (signature.header === undefined || signature.algorithm === undefined || signature.list) {
    report.fault(path, 'is for one signature in a header: header and algorithm, without list');
  }
}

function listRules(signature: Signature, path: string, report: Report): void {
  const { entries, headers, each, encoding } = signature;
  if (entries) report.fault(path, 'has no tags, and entries have; keep one');
  if (headers) report.fault(path, 'is for one header that holds a list; headers hold one signature each');
  if (each !== undefined) report.fault(path, 'each item carries one signature; remove list, or each');
  if (encoding === 'text')
    report.fault(path, 'a text may hold the separator; use hex, HEX, base64 or base64url');
}

function nameRules(
  signature: Signature,
  { header, names }: NonNullable<Signature['algorithmHeader']>,
  path: string,
  report: Report,
): void {
  const own = signatureHeaderNames(signature).map((name) => name.toLowerCase());
  if (own.includes(header.toLowerCase()))
    report.fault(member(path, 'header'), 'is the header of the signature');
  if (Object.keys(names).length === 0) report.fault(member(path, 'names'), 'names no algorithm');
  if (Object.values(names).includes('plain')) {
    report.fault(member(path, 'names'), 'plain is no algorithm that a delivery may choose; remove it');
  }
}

function separatorOf({ separator }: Entries): string {
  return separator.trim() || ' ';
}

/** The kind of key that each form of writing one gives. */
function keyRules(scheme: Scheme, algorithms: readonly Algorithm[], path: string, report: Report): void {
  const form = keyFormOf(scheme);
  for (const algorithm of algorithms) {
    if (algorithm === 'ed25519' && form !== 'standard' && form !== 'public-key') {
      report.fault(
        path,
        'ed25519 needs key: standard (whsk_… and whpk_… secrets) or public-key (PEM, or base64 or hex of the key)',
      );
    } else if (isRsaOrEc(algorithm) && form !== 'public-key') {
      report.fault(path, `${algorithm} needs key: public-key (PEM, or base64 of the key)`);
    } else if (form === 'public-key' && isShared(algorithm)) {
      report.fault(
        path,
        `${algorithm} needs a shared secret, never a public key; set key to utf8, nfkd, hex, base64 or standard`,
      );
    } else if (form === 'standard' && hasNoKey(algorithm)) {
      report.fault(
        path,
        `key: standard is for hmac-… and ed25519; ${algorithm} takes utf8, nfkd, hex or base64`,
      );
    }
  }
}

function encodingRules(
  scheme: Scheme,
  { encoding }: Signature,
  algorithms: readonly Algorithm[],
  path: string,
  report: Report,
): void {
  if (encoding !== 'text') return;
  const at = member(path, 'encoding');
  if (algorithms.some((algorithm) => algorithm !== 'plain')) {
    report.fault(at, 'text is for plain only: a digest is bytes; use hex, HEX, base64 or base64url');
  } else if (!['utf8', 'nfkd'].includes(scheme.key ?? 'utf8')) {
    report.fault(at, 'text needs a secret that is text: key utf8 or nfkd');
  }
}
