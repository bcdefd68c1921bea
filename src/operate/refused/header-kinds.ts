/**
 * What may be shown of a header, and where its value may lie. A credential stays in this process's memory. A signature
 * lies in the store too, because nothing can be explained without it, and is shown as a hash. Whatever looks like one of
 * them counts as one: a provider may have renamed its header.
 */
import { hash } from 'node:crypto';
import { schemes } from '../../schemes/catalogue/index.js';
import { headersDeciding } from '../../schemes/engine/read-headers.js';
import { signatureHeaderNames } from '../../schemes/engine/signatures.js';
import type { Scheme } from '../../schemes/spec.js';
import type { HeaderKind } from '../../line/refused/refused-entry.js';

/** @param name as it came */
export type HeaderKindOf = (name: string, value: string) => HeaderKind;

/** Whose values are known, and long as a digest. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...[
    'accept',
    'accept-encoding',
    'connection',
    'content-encoding',
    'content-length',
    'content-type',
    'date',
  ],
  ...['expect', 'forwarded', 'host', 'traceparent', 'transfer-encoding', 'user-agent', 'via'],
  ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'x-real-ip'],
]);
const CREDENTIAL_NAME =
  /(?:^|[-_.])(?:authorization|auth|cookie2?|token|secret|pass(?:w(?:or)?d|phrase)?|api[-_]?key|key|credentials?|session|jwt)(?:$|[-_.])/i;
const SIGNATURE_NAME = /sig(?:nature|n)?(?:$|[-_.\d])|hmac|digest|hash|checksum/i;
const CREDENTIAL_VALUE =
  /^(?:basic|bearer|token|digest)\s|eyJ[\w-]+\.[\w-]+\.|(?:^|[\s,=])whsec_|(?:^|[\s,=])(?:sk|rk)_(?:live|test)_/i;
/** A run of characters as long as a short digest, not cut by what ids and times are cut by. */
const DIGEST_VALUE = /[0-9a-f]{32}|[A-Za-z0-9+/_]{26}/i;

export function createHeaderKinds(scheme: Scheme, alike: readonly Scheme[] = []): HeaderKindOf {
  const own = new Set([
    ...headersOf(scheme, alike),
    ...(scheme.carry ?? []).map((name) => name.toLowerCase()),
  ]);
  const ownSignatures = new Set([scheme, ...alike].flatMap((one) => [...signaturesOf(one)]));
  const isCredential = holdsSecret(scheme);
  return (name, value) => {
    const lower = name.toLowerCase();
    if (ownSignatures.has(lower)) return isCredential ? 'credential' : 'signature';
    const known = KNOWN.get(lower);
    if (known === 'credential' || CREDENTIAL_VALUE.test(value)) return 'credential';
    if (known !== undefined) return known;
    if (own.has(lower) || HARMLESS.has(lower)) return 'plain';
    if (CREDENTIAL_NAME.test(lower)) return 'credential';
    return SIGNATURE_NAME.test(lower) || DIGEST_VALUE.test(value) ? 'signature' : 'plain';
  };
}

/** `sha256:1f3c… (64 characters, hex)` */
export function shownValue(kind: HeaderKind, value: string): string {
  if (kind === 'plain') return value;
  return `sha256:${hash('sha256', value, 'hex').slice(0, 4)}… (${value.length} characters, ${alphabetOf(value)})`;
}

function alphabetOf(value: string): string {
  if (/^[0-9a-fA-F]+$/.test(value)) return 'hex';
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return 'base64';
  return /^[A-Za-z0-9_-]+={0,2}$/.test(value) ? 'base64url' : 'text';
}

/** Whether what proves the sender is the secret itself, or a token that passes for it. */
export function holdsSecret({ signature }: Scheme): boolean {
  if (!signature) return false;
  const { jwt, algorithm, entries } = signature;
  return jwt !== undefined || (entries ? Object.values(entries.tags) : [algorithm]).includes('plain');
}

/** Whether a query holds what its names call a credential. */
export function holdsCredential(target: string, { handshakes = [] }: Scheme): boolean {
  const at = target.indexOf('?');
  if (at < 0) return false;
  const tokens = handshakes.flatMap(({ check }) =>
    typeof check === 'object' && 'query' in check.token ? [check.token.query] : [],
  );
  return target
    .slice(at + 1)
    .split('&')
    .some((pair) => {
      const name = pair.split('=', 1)[0] ?? '';
      return tokens.includes(name) || CREDENTIAL_NAME.test(name) || name.includes('%');
    });
}

/** Lower-case names of the headers that decide something under a scheme, or under those that differ in such names. */
export function headersOf(scheme: Scheme, alike: readonly Scheme[] = []): ReadonlySet<string> {
  if (alike.length > 0) return new Set([scheme, ...alike].flatMap((one) => [...headersOf(one)]));
  const { event = [], sourceId } = scheme;
  const places = [...event, ...(sourceId ? [sourceId] : [])];
  const told = places.flatMap((place) => ('header' in place ? [place.header.toLowerCase()] : []));
  return new Set([...headersDeciding(scheme), ...told]);
}

function signaturesOf({ signature }: Scheme): ReadonlySet<string> {
  return new Set(signatureHeaderNames(signature ?? {}).map((name) => name.toLowerCase()));
}

/** The headers of all schemes: a provider of one may send to a route of another. */
const KNOWN: ReadonlyMap<string, HeaderKind> = new Map([
  ...Object.values(schemes).flatMap((scheme) =>
    [...signaturesOf(scheme)].map((name) => [name, 'signature'] as const),
  ),
  ...Object.values(schemes)
    .filter((scheme) => holdsSecret(scheme) && !scheme.signature?.jwt)
    .flatMap((scheme) => [...signaturesOf(scheme)].map((name) => [name, 'credential'] as const)),
  ...['authorization', 'proxy-authorization', 'cookie'].map((name) => [name, 'credential'] as const),
]);
