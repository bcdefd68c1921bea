/**
 * The parts of a scheme that hold parts of their own: signature, time, handshakes. Shape only; the rules are beside it.
 */
import * as z from 'zod';
import type {
  Algorithm,
  DigestAlgorithm,
  Encoding,
  IdentityPart,
  JwsAlgorithm,
  KeyForm,
  MessageAlgorithm,
  Shape,
  TimeFormat,
} from '../spec.js';
import { isEntryValue } from '../engine/signatures.js';
import {
  durationText,
  headerName,
  isHeaderName,
  pointer,
  sized,
  strict,
  text,
  whole,
} from '../../checks/fields.js';

const DIGESTS = {
  sha256: true,
  sha1: true,
  sha384: true,
  sha512: true,
} as const satisfies Record<DigestAlgorithm, true>;
const ALGORITHMS = {
  'hmac-sha256': true,
  'hmac-sha1': true,
  'hmac-sha384': true,
  'hmac-sha512': true,
  ...DIGESTS,
  plain: true,
  ed25519: true,
  'ecdsa-sha1': true,
  'ecdsa-sha256': true,
  'ecdsa-sha384': true,
  'ecdsa-sha512': true,
  'rsa-sha1': true,
  'rsa-sha256': true,
  'rsa-sha384': true,
  'rsa-sha512': true,
  'rsa-pss-sha256': true,
  'rsa-pss-sha384': true,
  'rsa-pss-sha512': true,
} as const satisfies Record<Algorithm, true>;
const ENCODINGS = {
  hex: true,
  HEX: true,
  base64: true,
  base64url: true,
  text: true,
} as const satisfies Record<Encoding, true>;
const KEY_FORMS = {
  utf8: true,
  hex: true,
  base64: true,
  nfkd: true,
  standard: true,
  'public-key': true,
} as const satisfies Record<KeyForm, true>;
const TIME_FORMATS = {
  s: true,
  ms: true,
  iso: true,
  'iso-utc': true,
  'digits-ms': true,
  'utc-date': true,
  'http-date': true,
} as const satisfies Record<TimeFormat, true>;
const JWS_ALGORITHMS = {
  HS256: true,
  HS384: true,
  HS512: true,
  RS256: true,
  RS384: true,
  RS512: true,
  PS256: true,
  PS384: true,
  PS512: true,
  ES256: true,
  ES384: true,
  ES512: true,
  EdDSA: true,
} as const satisfies Record<JwsAlgorithm, true>;
const MESSAGE_ALGORITHMS = {
  'hmac-sha256': true,
  ed25519: true,
  'ecdsa-p256-sha256': true,
  'ecdsa-p384-sha384': true,
  'rsa-v1_5-sha256': true,
  'rsa-pss-sha512': true,
} as const satisfies Record<MessageAlgorithm, true>;
const IDENTITY_PARTS = {
  body: true,
  id: true,
  event: true,
  time: true,
  url: true,
  sourceId: true,
  signed: true,
} as const satisfies Record<IdentityPart, true>;

/** The compiler keeps these lists the language's own: a word that spec.ts gains is missing here until it is added. */
function words<Word extends string>(known: Record<Word, true>) {
  return z.enum(Object.keys(known) as [Word, ...Word[]]);
}

const algorithm = words(ALGORITHMS);
export const keyForm = words(KEY_FORMS);
export const identityPart = words(IDENTITY_PARTS);
const timeFormat = words(TIME_FORMATS);

export const ascii = text('printable ASCII text', /^[\x20-\x7e]+$/);
const signedText = text('printable ASCII text (line feeds too)', /^[\n\x20-\x7e]+$/);
/** A name inside a query, a form or a set of claims. */
export const fieldName = text('a name of printable characters', /^[^\p{Cc}]{1,200}$/u);
const oneLine = text('text without line breaks', /^[^\p{Cc}]*$/u);

const SHAPES = {
  a_b: true,
  'a/b': true,
  'a.b': true,
  'a:b': true,
  A_B: true,
  'A b': true,
  uuid: true,
  hex: true,
  token: true,
} as const satisfies Record<Shape, true>;

/** For names and ids that need not be signed. */
export const shapedPlace = z.union(
  [
    strict({ header: headerName, shape: words(SHAPES).exactOptional() }),
    strict({ json: pointer }),
    strict({ field: fieldName }),
  ],
  { error: 'expected { header: NAME }, perhaps with its shape, { json: /pointer } or { field: NAME }' },
);

export const place = z.union([strict({ header: headerName }), strict({ json: pointer })], {
  error: 'expected { header: NAME } or { json: /pointer }',
});

/** A mapping whose keys are header names. */
export function headerMap<Value extends z.ZodType>(value: Value) {
  return z.record(headerName, value);
}

/** A mapping whose keys are values of a header. */
function headerValueMap<Value extends z.ZodType>(value: Value) {
  const key = text('the value of a header', HEADER_VALUE);
  return z.record(key, value);
}

const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** A mapping whose keys are names of the provider's choosing. */
export function nameMap<Value extends z.ZodType>(value: Value) {
  return z.record(fieldName, value);
}

const separator = text('a comma, a semicolon or a blank (", " and "; " write a blank too)', /^(?:[,;] ?| )$/);

const list = strict({
  separator,
  time: z.literal('first', { error: 'expected first' }).exactOptional(),
  several: z.boolean().exactOptional(),
});

const listedName = text('a header name of letters, digits, - and _', /^[A-Za-z0-9_-]{1,64}$/);

const headerList = strict({
  header: headerName.exactOptional(),
  entry: ascii.exactOptional(),
  member: fieldName.exactOptional(),
  separator: text('a comma, a semicolon or a blank', /^[,; ]$/),
  assign: text(
    'one printable character, perhaps with a blank behind it',
    /^[\x21-\x2c.\x2f\x3a-\x40|~] ?$/,
  ).exactOptional(),
  between: text('one character, or a line feed', /^[\n\x21-\x2c.\x2f\x3a-\x40|~]$/),
  ends: z.boolean().exactOptional(),
  letters: z.enum(['lower', 'given']).exactOptional(),
  order: z.enum(['given', 'sorted']).exactOptional(),
  required: sized(z.array(listedName), 1),
  open: listedName.exactOptional(),
});

const entryTag = text('a tag of letters, digits, - and _', /^[A-Za-z0-9_-]{1,64}$/);
const entryValue = text('letters, digits and . _ ~ + / -', isEntryValue);

const entries = strict({
  separator: text(
    'a comma, a semicolon, a blank (", " and "; " write a blank too) or &',
    /^(?:[,;] ?|[ &])$/,
  ),
  assign: text('one printable character', /^[\x21-\x7e]$/),
  tags: z.record(ascii, algorithm),
  time: ascii.exactOptional(),
  values: z.record(entryTag, entryValue).exactOptional(),
  timeLast: z.boolean().exactOptional(),
  several: z.boolean().exactOptional(),
  groups: z.boolean().exactOptional(),
});

const claimHash = strict({
  of: z.enum(['body', 'url']),
  encoding: z.enum(['hex', 'base64', 'base64url']),
  unlessEmpty: z.boolean().exactOptional(),
});

const jwt = strict({
  algorithms: sized(z.array(words(JWS_ALGORITHMS)), 1).exactOptional(),
  hashes: nameMap(claimHash),
  optionalClaims: nameMap(z.string()).exactOptional(),
  url: fieldName.exactOptional(),
  claims: nameMap(
    z.union([z.string(), z.boolean()], { error: 'expected text, true or false' }),
  ).exactOptional(),
  isDocument: z.boolean().exactOptional(),
  type: ascii.exactOptional(),
  maxAge: durationText().exactOptional(),
});

const jws = strict({
  algorithms: sized(z.array(words(JWS_ALGORITHMS)), 1),
  b64: z.boolean().exactOptional(),
  members: nameMap(z.string()).exactOptional(),
});

const component = text(
  'the name of a header, @method, @target-uri, @authority, @scheme, @path, @query or @request-target',
  (value) =>
    isHeaderName(value) || /^@(?:method|target-uri|authority|scheme|path|query|request-target)$/.test(value),
);

const message = strict({
  components: sized(z.array(component), 1),
  algorithms: sized(z.array(words(MESSAGE_ALGORITHMS)), 1),
  maxAge: durationText(),
  label: text('a label such as sig1', /^[a-z*][a-z0-9_.*-]{0,63}$/).exactOptional(),
  tag: ascii.exactOptional(),
  keyid: ascii.exactOptional(),
});

const numberedHeader = text('a header name, perhaps with one {n} for its number', (value) =>
  isHeaderName(value.replace('{n}', '1')),
);

export const signature = strict({
  header: headerName.exactOptional(),
  headers: sized(z.array(numberedHeader), 1).exactOptional(),
  json: pointer.exactOptional(),
  field: fieldName.exactOptional(),
  each: pointer.exactOptional(),
  jwt: jwt.exactOptional(),
  jws: jws.exactOptional(),
  message: message.exactOptional(),
  body: z.literal(true, { error: 'expected true' }).exactOptional(),
  packed: pointer.exactOptional(),
  versions: strict({ json: pointer, algorithms: nameMap(algorithm) }).exactOptional(),
  algorithm: algorithm.exactOptional(),
  algorithmHeader: strict({ header: headerName, names: headerValueMap(algorithm) }).exactOptional(),
  encoding: words(ENCODINGS).exactOptional(),
  prefix: ascii.exactOptional(),
  prefixOptional: z.boolean().exactOptional(),
  prefixAnyCase: z.boolean().exactOptional(),
  keyName: z.literal(':', { error: 'expected ":"' }).exactOptional(),
  portOptional: z.boolean().exactOptional(),
  slashOptional: z.boolean().exactOptional(),
  formHas: sized(z.array(fieldName), 1).exactOptional(),
  open: text(
    'json:/pointer, header:NAME, query:NAME or field:NAME, as in content',
    /^(?:json|header|query|field):./,
  ).exactOptional(),
  entries: entries.exactOptional(),
  list: list.exactOptional(),
  headerList: headerList.exactOptional(),
  content: signedText.exactOptional(),
});

export const time = strict({
  header: headerName.exactOptional(),
  json: pointer.exactOptional(),
  field: fieldName.exactOptional(),
  formats: sized(z.array(timeFormat), 1),
  tolerance: z.union(
    [
      z.literal('off'),
      durationText(0),
      strict({ past: durationText(0), future: durationText(0).exactOptional() }),
    ],
    { error: 'expected a duration such as 5m, { past: 24h, future: 5m }, or off' },
  ),
});

export const bodyDigest = strict({
  header: headerName,
  form: z.enum(['plain', 'digest', 'content-digest']).exactOptional(),
  algorithms: sized(z.array(words(DIGESTS)), 1),
  encoding: z.enum(['hex', 'HEX', 'base64', 'base64url']).exactOptional(),
  prefix: ascii.exactOptional(),
});

const conditions = {
  method: z.enum(['GET', 'POST', 'HEAD', 'OPTIONS']),
  query: nameMap(oneLine).exactOptional(),
  headers: headerMap(oneLine).exactOptional(),
  json: z.record(pointer, oneLine).exactOptional(),
};

const token = z.union(
  [strict({ header: headerName }), strict({ json: pointer }), strict({ query: fieldName })],
  {
    error: 'expected { header: NAME }, { json: /pointer } or { query: NAME }',
  },
);

export const handshake = strict({
  when: strict(conditions),
  check: z.union([z.enum(['signature', 'open']), strict({ token })], {
    error: 'expected signature, open or { token: { query: NAME } }',
  }),
  secret: place.exactOptional(),
  confirms: pointer.exactOptional(),
  answer: strict({
    status: whole(200, 299),
    headers: headerMap(ascii).exactOptional(),
    text: oneLine.exactOptional(),
    json: nameMap(
      z.union([oneLine, z.number()], { error: 'expected text, perhaps with placeholders, or a number' }),
    ).exactOptional(),
  }),
});

export const requiredHeaders = headerMap(text('the value of a header', HEADER_VALUE));
