/**
 * An independent hand: genuine deliveries of any scheme, made of its description by node:crypto alone. It knows the
 * catalogue's data and none of the engine's code, so the two can only agree by both being right.
 */
import { escape } from 'node:querystring';
import { crc32 } from 'node:zlib';
import { constants, createHash, createHmac, createPrivateKey, sign } from 'node:crypto';
import type {
  Algorithm,
  BodyDigest,
  ClaimHash,
  Encoding,
  Jwt,
  Scheme,
  Signature,
} from '../../src/schemes/spec.js';
import { documentOf, encodeDocument, setAt, valueAt, type Json } from './documents.js';

/** A delivery as it goes over the wire, and the public URL it goes to. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export interface Message {
  readonly method: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly secrets: readonly string[];
  readonly id: string;
  readonly event: string;
  /** The signed time as text, and the moment in epoch milliseconds. */
  readonly time: string;
  readonly at: number;
}

/** What makes deliveries of the tests ours: for each part of the scheme's owner a value of its own. */
export function ownerOf({ owner = {} }: Scheme): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.keys(owner).map((name) => [name, [`ours-${name}`]]));
}

/** The claims by which a token says that it is ours. */
function ownerClaims({ owner = {} }: Scheme): Json {
  const claims: Json = {};
  for (const [name, part] of Object.entries(owner)) {
    if (!('claim' in part)) continue;
    const [claim = ''] = [part.claim].flat();
    claims[claim] = `ours-${name}`;
    if (claim === 'email') claims['email_verified'] = true;
  }
  return claims;
}

interface Context extends Message {
  readonly headerList?: Signature['headerList'];
  readonly owner: Json;
  readonly headers: readonly string[];
  readonly json: unknown;
  /** Further entries beside the signatures. */
  readonly values?: Readonly<Record<string, string>>;
}

export function write(scheme: Scheme, signature: Signature, given: Message): Sent {
  const message = { ...given, body: formWithTime(scheme, { ...given, body: bodyWithTime(scheme, given) }) };
  const { id, time, method } = message;
  const headers = ['Content-Type', message.contentType];
  for (const [name, value] of Object.entries(scheme.requires ?? {})) headers.push(name, value);
  if (scheme.idHeader !== undefined) headers.push(scheme.idHeader, id);
  const { algorithmHeader } = signature;
  if (algorithmHeader) headers.push(algorithmHeader.header, Object.keys(algorithmHeader.names)[0] ?? '');
  if (scheme.time?.header !== undefined) headers.push(scheme.time.header, time);
  if (scheme.bodyDigest)
    headers.push(scheme.bodyDigest.header, digestHeader(scheme.bodyDigest, message.body));
  for (const [, name = ''] of (signature.content ?? '').matchAll(/\{header:([^}?]+)\??\}/g)) {
    if (name === scheme.bodyDigest?.header || name === 'Content-Type') continue;
    headers.push(name, informationFor(scheme.writes?.[name] ?? 'a value', message));
  }
  const { headerList } = signature;
  for (const name of headerList?.required ?? []) {
    if (name === headerList?.header || headers.includes(name)) continue;
    headers.push(name, informationFor(scheme.writes?.[name] ?? 'a value', message));
  }
  if (headerList?.header !== undefined) {
    headers.push(headerList.header, headerList.required.join(headerList.separator).toLowerCase());
  }
  const url = urlWithHash(scheme, message);
  if (signature.json !== undefined) {
    return {
      method,
      url,
      headers,
      body: bodyWithSignature(scheme, signature, { ...message, headers, owner: {}, json: {} }),
    };
  }
  const owner = ownerClaims(scheme);
  const context = {
    ...message,
    url,
    headers,
    owner,
    ...(headerList && { headerList }),
    json: documentOf(scheme, message.body),
  };
  if (signature.field !== undefined) {
    const form = new URLSearchParams(message.body.toString());
    form.set(signature.field, formSignature(scheme, signature, context));
    return { method, url, headers, body: Buffer.from(form.toString()) };
  }
  headers.push(...signatureHeaders(scheme, signature, context));
  return { method, url, headers, body: message.body };
}

/** The body with the time of sending, where that stands in a signed body; what is no JSON object has no place for it. */
export function bodyWithTime({ time }: Scheme, { body, time: text }: Pick<Message, 'body' | 'time'>): Buffer {
  const document = time?.json === undefined ? undefined : objectIn(body);
  if (time?.json === undefined || document === undefined) return body;
  setAt(document, time.json, /^\d+$/.test(text) ? Number(text) : text);
  return Buffer.from(JSON.stringify(document));
}

/** The form with the time of sending, where that is one of its fields. */
function formWithTime({ time }: Scheme, { body, time: text }: Pick<Message, 'body' | 'time'>): Buffer {
  if (time?.field === undefined) return body;
  const form = new URLSearchParams(body.toString());
  form.set(time.field, text);
  return Buffer.from(form.toString());
}

/** As a sender of each form of digest writes it. */
function digestHeader(
  { form = 'plain', algorithms, encoding = 'hex', prefix = '' }: BodyDigest,
  body: Buffer,
): string {
  const [algorithm = 'sha256'] = algorithms;
  const digest = createHash(algorithm).update(body).digest();
  if (form === 'plain') return prefix + encoded(digest, encoding);
  const name = algorithm === 'sha1' ? 'sha' : algorithm.replace('sha', 'sha-');
  const text = digest.toString('base64');
  return form === 'digest' ? `${name.toUpperCase()}=${text}` : `${name}=:${text}:`;
}

function formSignature(scheme: Scheme, signature: Signature, context: Context): string {
  return (signature.prefix ?? '') + digestFor(scheme, signature, context.secrets[0] ?? '', context);
}

function objectIn(body: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body),
    );
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function informationFor(template: string, { id, event, at }: Message): string {
  return template
    .replaceAll('{id}', id)
    .replaceAll('{event}', event)
    .replaceAll('{time:s}', String(Math.floor(at / 1000)));
}

function urlWithHash({ bodyHash }: Scheme, { url, body, contentType }: Message): string {
  if (!bodyHash || body.length === 0 || contentType.includes('urlencoded')) return url;
  return `${url}&${bodyHash.query}=${createHash('sha256').update(body).digest(bodyHash.encoding)}`;
}

function signatureHeaders(scheme: Scheme, signature: Signature, context: Context): string[] {
  const { entries, list, header = '', headers = [], jwt, jws, prefix = '' } = signature;
  if (jwt) return [header, prefix + writeToken(jwt, context)];
  if (jws) return [header, prefix + writeDetached(scheme, signature, context)];
  const digests = context.secrets.map((secret) => digestFor(scheme, signature, secret, context));
  if (signature.header === undefined) {
    return digests.flatMap((digest, index) => {
      const [first = '', second = ''] = headers;
      const name = first.includes('{n}') ? first.replace('{n}', String(index + 1)) : [first, second][index];
      return [name ?? '', prefix + digest];
    });
  }
  if (list) {
    const row = digests.map((digest) => prefix + digest);
    return [header, [...(list.time === undefined ? [] : [context.time]), ...row].join(list.separator)];
  }
  if (signature.packed !== undefined) return [header, packed(signature.packed, digests[0] ?? '')];
  if (!entries) return [header, prefix + nameOfKey(signature, context) + (digests[0] ?? '')];
  const [tag = ''] = Object.keys(entries.tags);
  const row = digests.map((digest) => tag + entries.assign + digest);
  const further = Object.entries(entries.values ?? {}).map(([name, value]) => name + entries.assign + value);
  if (entries.timeLast === true) {
    const last = `${entries.time ?? ''}${entries.assign}${context.time}`;
    return [header, [...row, ...further, last].join(entries.separator)];
  }
  row.push(...further);
  if (entries.groups === true) {
    const lead = `${entries.time ?? ''}${entries.assign}${context.time}${entries.separator}`;
    return [header, row.map((one) => lead + one).join(' ')];
  }
  if (entries.time !== undefined) row.unshift(entries.time + entries.assign + context.time);
  return [header, row.join(entries.separator)];
}

function nameOfKey({ keyName }: Signature, { secrets: [secret = ''] }: Context): string {
  return keyName === undefined ? '' : secret.slice(0, secret.indexOf(keyName) + 1);
}

/** Where the signed headers are named in the JWS itself, it says so. */
function writeDetached(
  scheme: Scheme,
  { jws, headerList, content = '' }: Signature,
  context: Context,
): string {
  const [alg = 'HS256'] = jws?.algorithms ?? [];
  const { member, required = [], separator } = headerList ?? {};
  const names = member === undefined ? {} : { [member]: required.join(separator) };
  const head = Buffer.from(JSON.stringify({ alg, ...jws?.members, ...names })).toString('base64url');
  const [secret = ''] = context.secrets;
  const payload = contentOf(content, context, keyBytes(scheme, secret)).toString('base64url');
  return `${head}..${jwsOf(`${head}.${payload}`, secret, 'sha256').split('.')[0] ?? ''}`;
}

/** A header that is a JSON object in base64. */
export function packed(pointer: string, digest: string): string {
  const document: Json = { kid: 'a-key' };
  setAt(document, pointer, digest);
  return Buffer.from(JSON.stringify(document)).toString('base64');
}

function digestFor(scheme: Scheme, signature: Signature, secret: string, context: Context): string {
  const named = signature.algorithmHeader?.names ?? signature.versions?.algorithms;
  const [tagged] = Object.values(signature.entries?.tags ?? named ?? {});
  const algorithm = tagged ?? signature.algorithm ?? 'hmac-sha256';
  const key = keyBytes(scheme, secret);
  const { entries } = signature;
  const content = contentOf(signature.content ?? '', { ...context, values: entries?.values ?? {} }, key);
  const bytes = digestOfBytes(algorithm, key, secret, content);
  return encoded(bytes, signature.encoding ?? 'hex');
}

function digestOfBytes(algorithm: Algorithm, key: Buffer, secret: string, content: Buffer): Buffer {
  switch (algorithm) {
    case 'plain':
      return content;
    case 'sha1':
    case 'sha256':
    case 'sha384':
    case 'sha512':
      return createHash(algorithm).update(content).digest();
    case 'ed25519':
      return sign(null, content, createPrivateKey(secret));
    case 'rsa-pss-sha256':
    case 'rsa-pss-sha384':
    case 'rsa-pss-sha512':
      return sign(algorithm.slice(8), content, {
        key: secret,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      });
    case 'ecdsa-sha1':
    case 'ecdsa-sha256':
    case 'ecdsa-sha384':
    case 'ecdsa-sha512':
    case 'rsa-sha1':
    case 'rsa-sha256':
    case 'rsa-sha384':
    case 'rsa-sha512':
      return sign(algorithm.replace(/^\w+-/, ''), content, createPrivateKey(secret));
    case 'hmac-sha1':
    case 'hmac-sha256':
    case 'hmac-sha384':
    case 'hmac-sha512':
      return createHmac(algorithm.slice(5), key).update(content).digest();
  }
}

function encoded(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'HEX') return bytes.toString('hex').toUpperCase();
  return bytes.toString(encoding === 'text' ? 'latin1' : encoding);
}

export function keyBytes(scheme: Scheme, given: string): Buffer {
  const { keyName } = scheme.signature ?? {};
  const named = keyName === undefined ? given : given.slice(given.indexOf(keyName) + 1);
  const secret = scheme.keyPrefix === undefined ? named : named.replace(/^signkey-\w+-|^wk_/, '');
  switch (scheme.key ?? 'utf8') {
    case 'utf8':
    case 'public-key':
      return Buffer.from(secret);
    case 'nfkd':
      return Buffer.from(secret.normalize('NFKD'));
    case 'hex':
      return Buffer.from(secret, 'hex');
    case 'base64':
      return Buffer.from(secret, 'base64');
    case 'standard':
      return Buffer.from(secret.replace('whsec_', ''), 'base64');
  }
}

/** Each member that is there: its name and its value, a line feed behind both. */
function linesOf(list: string, json: unknown): string {
  return list
    .split(',')
    .map((pointer) => pointer.replace('?', ''))
    .filter((pointer) => valueAt(json, pointer) !== undefined)
    .map((pointer) => `${pointer.slice(1)}\n${text(valueAt(json, pointer))}\n`)
    .join('');
}

/** What a template stands for in a delivery. */
export function contentOf(template: string, context: Context, key: Buffer): Buffer {
  const pieces = template.split(/(\{[^{}]*\})/).map((piece) => {
    const [, kind = '', argument = ''] = /^\{([a-z0-9]+)(?::([^}]*?))?\??\}$/.exec(piece) ?? [];
    const literal = piece.replaceAll('{{', '{').replaceAll('}}', '}');
    return kind === '' ? Buffer.from(literal, 'latin1') : Buffer.from(valueOf(kind, argument, context, key));
  });
  return Buffer.concat(pieces);
}

function valueOf(kind: string, argument: string, context: Context, key: Buffer): string | Buffer {
  const url = new URL(context.url);
  switch (kind) {
    case 'body':
      if (argument === 'quoted') return JSON.stringify(context.body.toString());
      return argument === 'canonical' ? spelt(context.body) : context.body;
    case 'entry':
      return argument.endsWith('|quoted')
        ? JSON.stringify(context.values?.[argument.replace('|quoted', '')])
        : (context.values?.[argument] ?? '');
    case 'members':
      return membersText(valueAt(context.json, argument));
    case 'id':
      return context.id;
    case 'time':
      return context.time;
    case 'method':
      return context.method;
    case 'secret':
      return key;
    case 'path':
      return argument === 'escaped' ? escapedAgain(url) : url.pathname;
    case 'headers':
      return listText(context);
    case 'query':
      return argument === 'sorted' ? sortedText(context.url) : parameter(url, argument);
    case 'header':
      return Buffer.from(context.headers[context.headers.indexOf(argument) + 1] ?? '', 'latin1');
    case 'json':
      return text(valueAt(context.json, argument));
    case 'field':
      return new URLSearchParams(context.body.toString()).get(argument) ?? '';
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha384':
    case 'sha512':
      return encoded(createHash(kind).update(context.body).digest(), argument.split(':')[0] as Encoding);
    case 'lines':
      return linesOf(argument, context.json);
    case 'crc32':
      return String(crc32(context.body));
    case 'owner':
      return `ours-${argument}`;
    case 'form':
      return context.contentType.includes('urlencoded') ? formText(context.body.toString(), argument) : '';
    case 'url':
      if (argument === 'base') return url.origin + url.pathname;
      if (argument === 'sorted') return plivoUrl(context);
      return argument === 'decoded' ? decodedUrl(context.url) : context.url;
    default:
      throw new TypeError(`the independent hand does not know {${kind}}`);
  }
}

/** Names in order all the way down, no blanks; what is no JSON as it stands. */
function spelt(body: Buffer): string {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).sort(([a], [b]) => Number(a > b) - Number(a < b));
    return Object.fromEntries(members.map(([name, member]) => [name, ordered(member)]));
  };
  try {
    return JSON.stringify(ordered(JSON.parse(body.toString())));
  } catch {
    return body.toString();
  }
}

function membersText(value: unknown): string {
  const members = Object.entries((value ?? {}) as Json).sort(([a], [b]) => Number(a > b) - Number(a < b));
  return members.map(([name, member]) => `${name}=${text(member)}`).join('&');
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of the headers that must be signed, as `name:value` in order. */
function listText({ headerList, headers }: Context): string {
  const { required = [], assign = '', between = '', letters, order, ends } = headerList ?? {};
  const values = required.map(
    (name) =>
      (letters === 'given' ? name : name.toLowerCase()) + assign + (headers[headers.indexOf(name) + 1] ?? ''),
  );
  const row = order === 'sorted' ? values.sort() : values;
  return row.join(between) + (ends === true ? between : '');
}

function parameter(url: URL, argument: string): string {
  const [name = '', how] = argument.split('|');
  const value = url.searchParams.get(name) ?? '';
  return how === 'lower' ? value.toLowerCase() : value;
}

/** Decoded, in order of names and values. */
function sortedText(url: string): string {
  const order = (a: string, b: string): number => Number(a > b) - Number(a < b);
  const pairs = [...new URL(url).searchParams];
  pairs.sort(([a, x], [b, y]) => order(a, b) || order(x, y));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/** As Plivo's own libraries join URL and form. */
function plivoUrl({ url, body, contentType }: Context): string {
  const [base = ''] = url.split('?');
  const query = sortedText(url);
  const hasForm = contentType.includes('urlencoded') && body.length > 0;
  if (query === '') return hasForm ? `${base}?` : base;
  return `${base}?${query}${hasForm ? '.' : ''}`;
}

/** The escapes HubSpot undoes, as its documentation lists them. */
function decodedUrl(url: string): string {
  const table = { '3A': ':', '2F': '/', '3F': '?', '40': '@', '21': '!', '24': '$', '27': "'" };
  const more = { '28': '(', '29': ')', '2A': '*', '2C': ',', '3B': ';' };
  return Object.entries({ ...table, ...more }).reduce(
    (text, [code, character]) => text.replace(new RegExp(`%${code}`, 'gi'), () => character),
    url,
  );
}

/** As Contentful's own library writes path and query, which Node's `querystring` escapes there. */
function escapedAgain({ pathname, search }: URL): string {
  const query = escape(search.slice(1));
  return encodeURI(query === '' ? pathname : `${pathname}?${query}`);
}

/**
 * Names with their values in order, perhaps each once (`distinct`) or in order of the names alone (`given`).
 * @throws URIError where an escape is no UTF-8.
 */
export function formText(body: string, how = ''): string {
  const pairs = body.split('&').filter((pair) => pair !== '');
  const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
  const read = pairs.map((pair) => {
    const [name = '', ...rest] = pair.split('=');
    return { name: decode(name), value: decode(rest.join('=')) };
  });
  const order = (a: string, b: string): number => Number(a > b) - Number(a < b);
  read.sort((a, b) => order(a.name, b.name) || (how === 'given' ? 0 : order(a.value, b.value)));
  const seen = new Set<string>();
  const counted =
    how === 'distinct'
      ? read.filter(({ name, value }) => {
          const field = JSON.stringify([name, value]);
          return !seen.has(field) && seen.add(field);
        })
      : read;
  return counted.map(({ name, value }) => name + value).join('');
}

/**
 * The body of a scheme whose signature stands in it: the given document with what is signed, and the signature. Lines that
 * the document has stay.
 */
function bodyWithSignature(scheme: Scheme, signature: Signature, context: Context): Buffer {
  const { json: place = '', each, content = '' } = signature;
  const [secret = ''] = context.secrets;
  const document = JSON.parse(context.body.toString()) as Json;
  if (scheme.time?.json !== undefined) setAt(document, scheme.time.json, context.time);
  const items = each === undefined ? [document] : [{}, { extra: true }];
  for (const [index, item] of items.entries()) {
    for (const [, pointer = ''] of content.matchAll(/\{json:([^}?]+)\??\}/g)) {
      if (pointer === scheme.time?.json) continue;
      setAt(item, pointer, `${pointer.split('/').at(-1) ?? ''} ${index} é`);
    }
    for (const [, pointer = ''] of content.matchAll(/\{members:([^}]+)\}/g)) {
      setAt(item, pointer, { zeta: `z ${index} é`, alpha: index, beta: null, gamma: 'a & b' });
    }
    for (const pointer of /\{lines:([^}]+)\}/.exec(content)?.[1]?.split(',') ?? []) {
      const name = pointer.replace('?', '');
      if (valueAt(item, name) === undefined) setAt(item, name, `${name.slice(1)} ${index} é`);
    }
    for (const [name, part] of Object.entries(scheme.owner ?? {})) {
      if ('json' in part) setAt(item, [part.json].flat()[0] ?? '', `ours-${name}`);
    }
    const [version] = Object.keys(signature.versions?.algorithms ?? {});
    if (signature.versions && version !== undefined) setAt(item, signature.versions.json, version);
    setAt(item, place, digestFor(scheme, signature, secret, { ...context, json: item }));
  }
  if (each !== undefined) setAt(document, each, items);
  return encodeDocument(scheme, document);
}

function writeToken(jwt: Jwt, context: Context): string {
  const [secret = ''] = context.secrets;
  const named = secret.includes('PRIVATE KEY') && { kid: 'a-key' };
  const header = { typ: 'JWT', alg: jwt.algorithms?.[0] ?? 'HS256', ...named };
  const at = Math.floor(context.at / 1000);
  const claims = {
    ...context.owner,
    ...jwt.claims,
    ...jwt.optionalClaims,
    ...(jwt.url !== undefined && { [jwt.url]: context.url }),
    jti: context.id,
    iat: at,
    nbf: at,
    exp: at + 300,
  };
  const hashes = Object.entries(jwt.hashes).map(([name, hash]) => ({ [name]: claimFor(hash, context) }));
  return token(header, Object.assign(claims, ...hashes) as object, secret);
}

function claimFor({ of, encoding, unlessEmpty }: ClaimHash, { body, url }: Context): string | undefined {
  if (unlessEmpty && body.length === 0) return undefined;
  return createHash('sha256')
    .update(of === 'body' ? body : url)
    .digest(encoding);
}

/** A token with whatever claims and header one likes, under HMAC-SHA256; with a private key, under that. */
export function token(header: object, claims: object, secret: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part(header)}.${part(claims)}`;
  return `${unsigned}.${jwsOf(unsigned, secret, 'sha256')}`;
}

/** @param hash of a shared secret's HMAC; a key's type and size say all */
export function jwsOf(unsigned: string, secret: string, hash: string, pss = false): string {
  if (!secret.includes('PRIVATE KEY')) return createHmac(hash, secret).update(unsigned).digest('base64url');
  const key = createPrivateKey(secret);
  const bits = key.asymmetricKeyDetails?.namedCurve === 'secp521r1' ? 'sha512' : 'sha256';
  const own = key.asymmetricKeyType === 'ed25519' ? null : bits;
  const how = pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
  return sign(own, Buffer.from(unsigned), { key, dsaEncoding: 'ieee-p1363', ...how }).toString('base64url');
}
