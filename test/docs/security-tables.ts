/**
 * The tables of docs/security.md: what each class of scheme proves, what a captured delivery of each scheme is worth, and
 * what a browser may do with the console.
 */
import { copiesOf, secondEvent, validUntil, type Watched } from '../../src/config/warn/capture.js';
import { defaultWindow, isUnsigned } from '../../src/config/resolve/resolve-dedupe.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { algorithmsOf } from '../../src/schemes/rules/signature-rules.js';
import { signsUrl } from '../../src/schemes/rules/template.js';
import type { Place, Scheme } from '../../src/schemes/spec.js';
import { PAGE_HEADERS } from '../../src/http/console/page-headers.js';
import { code, rowLink, table } from './table.js';

interface Class {
  readonly name: string;
  readonly holds: (scheme: Scheme) => boolean;
  /** What a delivery that passes has proved. */
  readonly proves: string;
  /** What whoever has one genuine delivery can make of it. */
  readonly captured: string;
}

/** A scheme is of the first class that holds. */
const CLASSES: readonly Class[] = [
  {
    name: 'nothing',
    holds: ({ signature }) => signature === undefined,
    proves: 'Nothing. Only `allowIps` and the path stand before it.',
    captured: 'Not needed: anyone who knows the address sends anything.',
  },
  {
    name: 'token',
    holds: ({ signature }) => signature !== undefined && algorithmsOf(signature).includes('plain'),
    proves: 'The sender knows the secret, which comes along as it is. No byte of the delivery is signed.',
    captured: 'It holds the secret: any body, any name, any id, until the secret is changed.',
  },
  {
    name: 'not the body',
    holds: ({ trust }) => trust === 'authenticated',
    proves:
      'The sender signed something else than the body, such as a time and a token, or the URL and a nonce.',
    captured:
      'Any body beside those signed values. They tell deliveries apart, so one passes within the window.',
  },
  {
    name: 'parts of the body',
    holds: ({ trust }) => trust === 'partly',
    proves: 'The members that are named in the signature came from the provider.',
    captured: 'Every other member can be rewritten.',
  },
  {
    name: 'JSON Web Token',
    holds: ({ signature }) => signature?.jwt !== undefined,
    proves: "A token under the shared secret holds the body's hash, and the URL's where its claims name it.",
    captured: 'The same bytes again, until the token ends. A token without `exp` never does.',
  },
  {
    name: 'key pair',
    holds: ({ key }) => key === 'public-key',
    proves:
      "The provider's private key signed the body. What the gateway holds is public and forges nothing.",
    captured: 'The same bytes again, for as long as the signed time is taken.',
  },
  {
    name: 'hash with the secret',
    holds: ({ signature }) =>
      algorithmsOf(signature ?? {}).some((name) => name === 'sha1' || name === 'sha256'),
    proves:
      'A plain hash of secret and body. It holds as an HMAC does, because a body that continues it is refused.',
    captured: 'The same bytes again, for as long as the signed time, if there is one, is taken.',
  },
  {
    name: 'HMAC with the URL',
    holds: signsUrl,
    proves: 'The body (or the fields of a form) came from the provider, to this URL.',
    captured: 'The same bytes to the same URL again. `signedQuery` bounds what may stand in its query.',
  },
  {
    name: 'HMAC with a time',
    holds: ({ time }) => time !== undefined,
    proves: 'The body came from the provider, at about the signed time.',
    captured:
      'The same bytes again, for as long as that time is taken (`tolerance: off`: until the secret is changed).',
  },
  {
    name: 'HMAC of the body',
    holds: () => true,
    proves: 'The body came from the provider, some time.',
    captured:
      'The same bytes again, until the secret is changed; `source.maxAge` ends it if the body has a time.',
  },
];

export function securityClasses(): string {
  const all = Object.values(schemes);
  const used = CLASSES.filter((one) => all.some((scheme) => classOf(scheme) === one));
  const body = used.map(({ name, proves, captured }) => [
    `<a id="class-${name.toLowerCase().replaceAll(' ', '-')}"></a>${name}`,
    proves,
    captured,
  ]);
  return table(['class', 'a passing check proves', 'what a captured delivery is worth'], body);
}

/** As a route of this scheme is that says nothing more. */
function usual(scheme: Scheme): Watched {
  const source = { scheme, tolerance: undefined, maxAge: undefined };
  return { source, dedupe: { key: 'default', window: defaultWindow(source, 'default').window } };
}

export function capturedSchemes(): string {
  const body = Object.entries(schemes).map(([name, scheme]) => {
    const route = usual(scheme);
    return [
      rowLink(name),
      classOf(scheme).name,
      signedOf(scheme),
      unsignedOf(scheme),
      scheme.signature ? validUntil(route.source) : 'none is needed',
      copiesOf(route),
      `${secondEvent(route)}. ${scheme.identityNote ?? ''}`,
    ];
  });
  return table(
    [
      'scheme',
      'class',
      'signed',
      'not signed, so anyone may write it',
      'a capture is worth something',
      'its copies, within the window and after',
      'a second event with equal bytes',
    ],
    body,
  );
}

function classOf(scheme: Scheme): Class {
  const found = CLASSES.find(({ holds }) => holds(scheme));
  if (!found) throw new TypeError(`no class for ${scheme.title}`);
  return found;
}

const WORDS: Readonly<Record<string, string>> = {
  body: 'body',
  id: 'id',
  time: 'time',
  method: 'method',
  url: 'URL',
  'url:base': 'URL without its query',
  path: 'path',
  'path:escaped': 'path with its query',
  form: "form's fields",
};

/** The values that the signature covers, in words. */
function signedOf({ signature, bodyHash, time }: Scheme): string {
  if (!signature) return 'nothing';
  if (signature.jwt) {
    const hashed = Object.values(signature.jwt.hashes).map(({ of }) => WORDS[of] ?? of);
    return `${hashed.join(', ')} (as hashes in the token)`;
  }
  const pieces = Array.from((signature.content ?? '').matchAll(/\{(\w+)(?::([^}?]+))?\??\}/g));
  const values = pieces.flatMap(([, kind = '', name = '']) => {
    if (kind === 'secret') return [];
    if (kind === 'header' || kind === 'json' || kind === 'query') return [code(name)];
    return [WORDS[`${kind}:${name}`] ?? WORDS[kind] ?? kind];
  });
  if (bodyHash !== undefined) values.push("hash of a body that is no form (in the URL's query)");
  if (time?.json !== undefined && values.includes('body')) values.push(`the time in it (${code(time.json)})`);
  return values.join(', ') || 'nothing: the secret comes along';
}

/** What of a delivery nobody vouches for, though the gateway or the receiver may look at it. */
function unsignedOf(scheme: Scheme): string {
  if (scheme.trust === 'none') return 'everything';
  const { event = [], sourceId, carry = [] } = scheme;
  const names = event.flatMap((place) => headerOf(place, scheme));
  const ids = sourceId ? headerOf(sourceId, scheme) : [];
  const told = new Set([...names, ...ids].map((name) => name.toLowerCase()));
  const others = carry.filter(
    (name) => !told.has(name.toLowerCase()) && headerOf({ header: name }, scheme).length > 0,
  );
  const body =
    scheme.trust === 'authenticated'
      ? ['the whole body']
      : scheme.trust === 'partly'
        ? ['the rest of the body']
        : [];
  return (
    [
      ...body,
      ...names.map((name) => `event's name (${code(name)})`),
      ...ids.map((name) => `id (${code(name)})`),
      ...others.map(code),
    ].join(', ') || 'nothing that goes on'
  );
}

/** The header of a place, if it is one that the scheme does not sign. */
function headerOf(place: Place, scheme: Scheme): readonly string[] {
  return 'header' in place && isUnsigned(place, scheme) ? [place.header] : [];
}

export function pageHeaders(): string {
  return table(
    ['header', 'value', 'stops'],
    PAGE_HEADERS.map(({ name, value, stops }) => [code(name), code(value), stops]),
  );
}
