/** What `sign` and `send` share: a scheme with keys from options or a config's route, and the body to sign. */
import { readFileSync } from 'node:fs';
import type { Io } from './io.js';
import { UsageError } from './io.js';
import { schemes } from '../schemes/catalogue/index.js';
import { SecretFault, readKey, type Key } from '../schemes/keys.js';
import type { Scheme } from '../schemes/spec.js';

export const SIGNING_OPTIONS = {
  scheme: { type: 'string' },
  'secret-env': { type: 'string' },
  'secret-file': { type: 'string' },
  config: { type: 'string' },
  route: { type: 'string' },
  file: { type: 'string' },
  id: { type: 'string' },
  event: { type: 'string' },
  timestamp: { type: 'string' },
} as const;

export interface SigningValues {
  readonly scheme?: string | undefined;
  readonly 'secret-env'?: string | undefined;
  readonly 'secret-file'?: string | undefined;
  readonly config?: string | undefined;
  readonly route?: string | undefined;
  readonly file?: string | undefined;
  readonly id?: string | undefined;
  readonly event?: string | undefined;
  readonly timestamp?: string | undefined;
}

export interface SigningContext {
  readonly schemeName: string;
  readonly scheme: Scheme;
  readonly keys: readonly Key[];
  /** The route's path, where a route was named. */
  readonly path: string | undefined;
}

/** @throws UsageError that says which option is missing or wrong; never repeats a secret. */
export async function signingContext(values: SigningValues, io: Io): Promise<SigningContext> {
  if (values.route !== undefined || values.config !== undefined) return fromRoute(values, io);
  if (values.scheme === undefined)
    throw new UsageError('name a scheme (--scheme) or a route (--config FILE --route NAME)');
  const scheme = Object.hasOwn(schemes, values.scheme) ? schemes[values.scheme] : undefined;
  if (!scheme)
    throw new UsageError(`no built-in scheme "${values.scheme}"; \`webhook-gateway schemes\` lists them`);
  const keys = scheme.signature ? [keyOf(scheme, secretText(values, io))] : [];
  return { schemeName: values.scheme, scheme, keys, path: undefined };
}

function secretText(values: SigningValues, io: Io): string {
  const variable = values['secret-env'];
  const file = values['secret-file'];
  if ((variable === undefined) === (file === undefined)) {
    throw new UsageError('give the secret with --secret-env VAR or --secret-file FILE');
  }
  if (variable !== undefined) {
    const text = io.env[variable];
    if (text === undefined || text === '') throw new UsageError(`the variable ${variable} is not set`);
    return text;
  }
  return readFile(file ?? '')
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

function keyOf(scheme: Scheme, text: string): Key {
  try {
    return readKey(scheme, text);
  } catch (error) {
    if (error instanceof SecretFault) throw new UsageError(error.message);
    throw error;
  }
}

/** A route's source: what its provider would send. */
async function fromRoute(values: SigningValues, io: Io): Promise<SigningContext> {
  const { loadGatewayConfig } = await import('../config/load.js');
  const loaded = loadGatewayConfig({ file: values.config, env: io.env });
  if (!loaded.ok) {
    throw new UsageError(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
  const { routes } = loaded.config;
  const route =
    values.route === undefined && routes.length === 1
      ? routes[0]
      : routes.find(({ name }) => name === values.route);
  if (!route) {
    throw new UsageError(`name one of the routes with --route: ${routes.map(({ name }) => name).join(', ')}`);
  }
  const { scheme, schemeName, secrets } = route.source;
  return { schemeName, scheme, keys: secrets.map(({ value }) => keyOf(scheme, value)), path: route.path };
}

export async function bodyOf(values: SigningValues, io: Io): Promise<Buffer> {
  return values.file === undefined || values.file === '-' ? io.stdin() : readFile(values.file);
}

function readFile(path: string): Buffer {
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
