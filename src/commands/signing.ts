/** The part that `sign` and `send` share: a scheme with keys, from options or from a configured route, and the body. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SCHEME_OPTIONS } from './declared/options.js';
import type { Args } from './frame/declaration.js';
import type { Io } from './io.js';
import { UsageError } from './io.js';
import type { GatewayConfig, SourceConfig } from '../config/config.js';
import { namedSecrets, type NamedSecret } from '../config/secrets/named-secrets.js';
import type { Coded } from '../line/content-encoding.js';
import { callablePath, callableUrl } from '../model/paths.js';
import { schemes } from '../schemes/catalogue/index.js';
import { SignedInput } from '../schemes/engine/input.js';
import { SecretFault, readKey, type Key } from '../schemes/engine/keys.js';
import { MESSAGE_ID } from '../schemes/engine/presentation.js';
import { createSigner, type Signer } from '../schemes/engine/sign.js';
import type { SignedQuery } from '../schemes/engine/signed-url.js';
import type { Method } from '../schemes/rules/method-rules.js';
import type { Scheme } from '../schemes/spec.js';

type SchemeValues = Args<typeof SCHEME_OPTIONS>['values'];

export interface SigningContext {
  readonly schemeName: string;
  readonly scheme: Scheme;
  /** Others under which the route takes deliveries: they differ in the names of their headers. */
  readonly alike: readonly Scheme[];
  readonly secrets: readonly NamedSecret[];
  /** Every other secret of the configuration, if one was read. */
  readonly otherSecrets: readonly NamedSecret[];
  /** The route's path, if a route was named. */
  readonly path: string | undefined;
  /** The URL under which the route's provider knows it. */
  readonly publicUrl: string | undefined;
  /** By which the route's deliveries come. */
  readonly methods: readonly Method[];
  /** What of a compressed body is signed; undefined if no route was named. */
  readonly coding: Coded | undefined;
  /** What the route allows a signed query to hold. */
  readonly signedQuery: SignedQuery | undefined;
  /** What the route says of its source; undefined if none was named. */
  readonly source: SourceConfig | undefined;
}

/** @throws UsageError that says which option is missing or wrong; never repeats a secret. */
export async function signingContext(values: SchemeValues, io: Io): Promise<SigningContext> {
  if (values.route !== undefined || values.config !== undefined) return fromRoute(values, io);
  if (values.scheme === undefined)
    throw new UsageError('name a scheme (--scheme) or a route (--config FILE --route NAME)');
  const scheme = Object.hasOwn(schemes, values.scheme) ? schemes[values.scheme] : undefined;
  if (!scheme)
    throw new UsageError(`no built-in scheme "${values.scheme}"; \`webhook-gateway schemes\` lists them`);
  const secrets = scheme.signature && !scheme.keys ? [secretOf(values, io)] : [];
  return {
    schemeName: values.scheme,
    scheme,
    alike: [],
    secrets,
    otherSecrets: [],
    path: undefined,
    publicUrl: undefined,
    methods: ['POST'],
    coding: undefined,
    signedQuery: undefined,
    source: undefined,
  };
}

/** @throws UsageError if a secret cannot be a key of the scheme. */
export function keysOf({ scheme, secrets }: SigningContext): readonly Key[] {
  return secrets.map(({ name, value }) => {
    try {
      return readKey(scheme, value);
    } catch (error) {
      if (error instanceof SecretFault) throw new UsageError(`${name}: ${error.message}`);
      throw error;
    }
  });
}

/** @throws UsageError if the scheme cannot sign, or none of its keys can. */
export function signerOf(context: SigningContext, url: string | undefined, method?: Method): Signer {
  const keys = keysOf(context);
  try {
    const signed = url ?? (context.publicUrl && callableUrl(context.publicUrl));
    return createSigner(context.scheme, keys, signed, method);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/** @throws UsageError unless exactly one of the two is there and can be read. */
export function secretOf(
  values: Pick<SchemeValues, 'secret-env' | 'secret-file'>,
  io: Pick<Io, 'env'>,
): NamedSecret {
  const variable = values['secret-env'];
  const file = values['secret-file'];
  if ((variable === undefined) === (file === undefined)) {
    throw new UsageError('give the secret with --secret-env VAR or --secret-file FILE');
  }
  if (variable !== undefined) {
    const value = io.env[variable];
    if (value === undefined || value === '') throw new UsageError(`the variable ${variable} is not set`);
    return { name: variable, value };
  }
  return {
    name: file ?? '',
    value: readFile(file ?? '')
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  };
}

/** A route's source: what its provider would send. */
async function fromRoute(values: SchemeValues, io: Io): Promise<SigningContext> {
  const { routes } = await configOf(values.config, io);
  const route = oneOf(routes, values.route, 'routes', '--route');
  const { scheme, schemeName, alike, publicUrl, signedQuery } = route.source;
  return {
    schemeName,
    scheme,
    alike: alike.map((other) => other.scheme),
    ...namedSecrets(route, routes),
    path: route.path && callablePath(route.path),
    publicUrl,
    methods: route.source.methods,
    coding: route,
    signedQuery,
    source: route.source,
  };
}

/** @throws UsageError if it cannot be used */
export async function configOf(file: string | undefined, io: Pick<Io, 'env'>): Promise<GatewayConfig> {
  const { loadGatewayConfig } = await import('../config/load.js');
  const loaded = loadGatewayConfig({ file, env: io.env });
  if (loaded.ok) return loaded.config;
  throw new UsageError(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

/** The one of that name; without a name the only one. @throws UsageError if more than one could be meant, or none */
export function oneOf<One extends { readonly name: string }>(
  all: readonly One[],
  name: string | undefined,
  what: string,
  option: string,
): One {
  const found = name === undefined && all.length === 1 ? all[0] : all.find((one) => one.name === name);
  if (found) return found;
  throw new UsageError(`name one of the ${what} with ${option}: ${all.map((one) => one.name).join(', ')}`);
}

/** The message id to sign: the one given, or a fresh one. @throws UsageError if the scheme could not carry it. */
export function idOf({ id }: { readonly id: string | undefined }): string {
  if (id === undefined) return `msg_${randomBytes(16).toString('hex')}`;
  if (MESSAGE_ID.test(id)) return id;
  throw new UsageError('--id takes printable ASCII without ".", "," and blanks, at most 256 characters');
}

/** The event's name as the scheme reads it from a body; undefined where it stands in no body. */
export function eventIn({ event = [], jsonField }: Scheme, body: Buffer): string | undefined {
  const input = new SignedInput({ method: 'POST', rawHeaders: [], body, url: undefined, jsonField });
  for (const place of event) {
    const name = 'json' in place ? input.scalarAt(place.json) : undefined;
    if (name !== undefined && name !== '') return name;
  }
  return undefined;
}

export async function bodyOf({ file }: { readonly file: string | undefined }, io: Io): Promise<Buffer> {
  return file === undefined || file === '-' ? io.stdin() : readFile(file);
}

export function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new UsageError(`cannot read the file ${path}`);
  }
}

/** Seconds, milliseconds or ISO 8601; default now. @returns epoch milliseconds */
export function timestampOf(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const at = /^\d{10}$/.test(text)
    ? Number(text) * 1000
    : /^\d{13}$/.test(text)
      ? Number(text)
      : Date.parse(text);
  if (Number.isNaN(at)) throw new UsageError('--timestamp takes seconds, milliseconds or an ISO 8601 time');
  return at;
}
