/** Environment variables by name: which there are, and those that fill what a file leaves out. */
import type { Report } from '../../checks/report.js';
import { variable, type Environment } from './substitute.js';
import { isMapping, type Mapping } from './yaml.js';

/** A variable and the key that it fills. */
interface Filled {
  readonly variable: string;
  readonly path: readonly PropertyKey[];
  /** Whether it carries a secret, and so may end in `_FILE`. */
  readonly secret?: true;
  /** What stands there, where it is not the value alone. */
  readonly as?: (value: unknown) => unknown;
  /** The variable that must be set too, because this value stands behind its own. */
  readonly behind?: string;
}

const SOURCE = ['routes', 0, 'source'];
const DESTINATION = ['routes', 0, 'destination'];

/** What fills the one route that needs no file, and its store. */
export const FILLED: readonly Filled[] = [
  { variable: 'GATEWAY_NAME', path: ['routes', 0, 'name'] },
  { variable: 'GATEWAY_PATH', path: ['routes', 0, 'path'] },
  { variable: 'GATEWAY_MODE', path: ['routes', 0, 'delivery'], as: (mode) => ({ mode }) },
  { variable: 'GATEWAY_SOURCE_SCHEME', path: [...SOURCE, 'scheme'], as: oneOrList },
  { variable: 'GATEWAY_SOURCE_SECRET', path: [...SOURCE, 'secrets'], secret: true, as: (one) => [one] },
  {
    variable: 'GATEWAY_SOURCE_SECRET_OLD',
    path: [...SOURCE, 'secrets', 1],
    secret: true,
    behind: 'GATEWAY_SOURCE_SECRET',
  },
  { variable: 'GATEWAY_SOURCE_PUBLIC_URL', path: [...SOURCE, 'publicUrl'] },
  { variable: 'GATEWAY_SOURCE_HANDSHAKE_TOKEN', path: [...SOURCE, 'handshakeToken'], secret: true },
  { variable: 'GATEWAY_SOURCE_REASON', path: [...SOURCE, 'reason'] },
  { variable: 'GATEWAY_DESTINATION_URL', path: [...DESTINATION, 'url'] },
  { variable: 'GATEWAY_DESTINATION_PROXY', path: [...DESTINATION, 'proxy'] },
  { variable: 'GATEWAY_DESTINATION_SCHEME', path: [...DESTINATION, 'scheme'] },
  {
    variable: 'GATEWAY_DESTINATION_SECRET',
    path: [...DESTINATION, 'secrets'],
    secret: true,
    as: (one) => [one],
  },
  {
    variable: 'GATEWAY_DESTINATION_SECRET_OLD',
    path: [...DESTINATION, 'secrets', 1],
    secret: true,
    behind: 'GATEWAY_DESTINATION_SECRET',
  },
  { variable: 'GATEWAY_DESTINATION_REASON', path: [...DESTINATION, 'reason'] },
  { variable: 'REDIS_URL', path: ['store', 'url'] },
  { variable: 'GATEWAY_STORE_PREFIX', path: ['store', 'prefix'] },
];

/** `standard,svix` is a list; no name of a scheme has a comma. */
function oneOrList(text: unknown): unknown {
  if (typeof text !== 'string' || !text.includes(',')) return text;
  return text.split(',').map((name) => name.trim());
}

/** Those that are the route's alone: beside a file they are a fault. */
export const ROUTE_VARIABLES: readonly string[] = FILLED.flatMap(({ variable, secret }) =>
  secret ? [variable, `${variable}_FILE`] : [variable],
).filter((name) => /^GATEWAY_(?:SOURCE|DESTINATION)_/.test(name));

/**
 * What Kubernetes injects for a Service that happens to be called `gateway-source`: `…_SERVICE_HOST`, `…_PORT_80_TCP` …
 */
const INJECTED =
  /^GATEWAY_(?:SOURCE|DESTINATION)(?:_[A-Z0-9_]+)?_(?:SERVICE_(?:HOST|PORT\w*)|PORT|PORT_\d+_(?:TCP|UDP|SCTP)\w*)$/;

/** Set variables named GATEWAY_SOURCE_* or GATEWAY_DESTINATION_*, sorted. */
export function routeVariables(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => /^GATEWAY_(?:SOURCE|DESTINATION)_/.test(name) && (env[name] ?? '') !== '')
    .filter((name) => !INJECTED.test(name))
    .sort();
}

/** A value that a variable may fill, and where it stands. */
interface Filler {
  readonly section: 'server' | 'admin' | 'log';
  readonly key: string;
  readonly variable: string;
  read(text: string): unknown;
}

const FILLERS: readonly Filler[] = [
  { section: 'server', key: 'port', variable: 'PORT', read: portNumber },
  { section: 'admin', key: 'port', variable: 'ADMIN_PORT', read: portNumber },
  { section: 'admin', key: 'host', variable: 'ADMIN_HOST', read: (text) => text },
  { section: 'admin', key: 'console', variable: 'GATEWAY_ADMIN_CONSOLE', read: lowerCase },
  { section: 'log', key: 'level', variable: 'LOG_LEVEL', read: lowerCase },
];

function lowerCase(text: string): string {
  return text.toLowerCase();
}

/** Digits alone make a number; anything else stays text, which the schema refuses. */
function portNumber(text: string): unknown {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text) : text;
}

/**
 * Puts `PORT`, `ADMIN_PORT`, `ADMIN_HOST`, `LOG_LEVEL`, `GATEWAY_ADMIN_CONSOLE`, `GATEWAY_ADMIN_TOKEN[_FILE]` and
 * `GATEWAY_ADMIN_READ_TOKEN[_FILE]` where the data has nothing.
 * @returns the data to check, and which key path came from which variable.
 */
export function fillFromVariables(
  data: Mapping,
  env: Environment,
  report: Report,
): { readonly data: Mapping; readonly origins: ReadonlyMap<string, string> } {
  const filled = Object.assign(Object.create(null) as Mapping, data);
  const origins = new Map<string, string>();
  const put = (section: string, key: string, value: unknown, origin: string): void => {
    const before = filled[section];
    // A section of the wrong kind is the schema's to refuse.
    if (before !== undefined && !isMapping(before)) return;
    if (before !== undefined && Object.hasOwn(before, key)) return;
    filled[section] = Object.assign(Object.create(null) as Mapping, before, { [key]: value });
    origins.set(`${section}.${key}`, origin);
  };
  for (const filler of FILLERS) {
    const text = variable(env, filler.variable, report);
    if (text !== undefined && text !== '')
      put(filler.section, filler.key, filler.read(text), filler.variable);
  }
  const token = secretVariable('GATEWAY_ADMIN_TOKEN', env, report);
  if (token) put('admin', 'token', token.reference, token.variable);
  const reader = secretVariable('GATEWAY_ADMIN_READ_TOKEN', env, report);
  if (reader)
    putReader(filled, { ...reader.reference, name: READER, role: 'reader' }, reader.variable, origins);
  return { data: filled, origins };
}

/** The name of the token that comes from a variable. */
const READER = 'reader';

/** Behind the tokens that there are; one that has the name already goes before the variable. */
function putReader(filled: Mapping, token: Mapping, origin: string, origins: Map<string, string>): void {
  const admin = filled['admin'] ?? {};
  if (!isMapping(admin)) return;
  const { tokens = [] } = admin;
  if (!isList(tokens) || tokens.some((one) => isMapping(one) && one['name'] === READER)) return;
  filled['admin'] = Object.assign(Object.create(null) as Mapping, admin, { tokens: [...tokens, token] });
  origins.set(`admin.tokens[${tokens.length}]`, origin);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/**
 * A secret given as `NAME` or as `NAME_FILE`.
 * @returns the reference to it; undefined where neither is set.
 */
export function secretVariable(
  name: string,
  env: Environment,
  report: Report,
): { readonly reference: { env: string } | { file: string }; readonly variable: string } | undefined {
  const file = env[`${name}_FILE`] ?? '';
  const text = env[name] ?? '';
  if (text !== '' && file !== '') {
    report.fault(name, `${name} and ${name}_FILE are both set; keep one`);
  }
  if (file !== '') return { reference: { file }, variable: `${name}_FILE` };
  return text === '' ? undefined : { reference: { env: name }, variable: name };
}
