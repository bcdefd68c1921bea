/**
 * The effective configuration for people: every default in place, units as they are written, and of every secret only
 * where it comes from. What comes out can be pasted into a file again, except what had to be hidden.
 */
import type * as z from 'zod';
import { writerOf } from '../checks/fields.js';
import type {
  AdminToken,
  DeliveryConfig,
  DestinationConfig,
  ExpressionPayload,
  GatewayConfig,
  ProxyConfig,
  RouteConfig,
  Secret,
  SourceConfig,
} from './config.js';
import type { Scheme } from '../schemes/spec.js';
import { redactStoreUrl } from './resolve/store-url.js';
import { redactProxyUrl } from './resolve/proxy.js';
import { redactDestinationUrl } from './resolve/shown-url.js';
import { fileSchema } from './schema.js';
import { USUAL_NAMES } from './secrets/secrets.js';

const HIDDEN = '[redacted]';

/** A value that people do not see, and what they see in its place. */
export class Hidden {
  readonly shown: unknown;
  readonly #value: string;

  constructor(shown: unknown, value: string) {
    this.shown = shown;
    this.#value = value;
  }

  /** For a comparison or a digest; never for a person. */
  reveal(): string {
    return this.#value;
  }
}

/** Plain data with the contract's key names; print it with `toYaml` or JSON.stringify. */
export function redactConfig(config: GatewayConfig): Record<string, unknown> {
  return shownOf(treeOf(config)) as Record<string, unknown>;
}

/** The same data, but every value that had to be hidden is a `Hidden` that still has it. */
export function treeOf(config: GatewayConfig): Record<string, unknown> {
  const { url, prefix, ...durability } = config.store;
  const shown = {
    ...config,
    server: { ...config.server, tls: pemFiles(config.server.tls) },
    admin: {
      ...config.admin,
      tokens: config.admin.tokens.map(adminToken),
      tls: pemFiles(config.admin.tls),
    },
    // A store in memory takes neither of the others.
    store: { url: new Hidden(redactStoreUrl(url), url), prefix, ...(url !== 'memory:' && durability) },
    schemes: mapped(config.schemes, ownScheme),
    routes: config.routes.map(route),
  };
  return written(fileSchema, shown, '') as Record<string, unknown>;
}

/** What people see of such data. */
export function shownOf(tree: unknown): unknown {
  if (tree instanceof Hidden) return tree.shown;
  if (Array.isArray(tree)) return tree.map(shownOf);
  return typeof tree === 'object' && tree !== null ? mapped(tree, shownOf) : tree;
}

function adminToken(token: AdminToken): unknown {
  const place = reference(token, token.name);
  const { name, role, value } = token;
  const shown = typeof place === 'string' ? { literal: place } : place;
  return { ...mapped(shown, (one: string) => new Hidden(one, `${one} ${value}`)), name, role };
}

/** What a user's scheme requires of every delivery may be known to the provider alone. */
function ownScheme({ requires, ...others }: Scheme): unknown {
  return { ...others, requires: requires && mapped(requires, hidden) };
}

function route(config: RouteConfig): unknown {
  const { source: from, destinations, several, mode, ...others } = config;
  const [only] = destinations;
  return {
    ...others,
    source: source(from),
    ...(several
      ? { destinations: destinations.map(oneOfSeveral), delivery: { mode } }
      : { destination: destination(only), delivery: delivery(only.delivery) }),
  };
}

function oneOfSeveral(config: DestinationConfig): unknown {
  return { ...destination(config), events: config.events, delivery: delivery(config.delivery) };
}

function delivery(config: DeliveryConfig): unknown {
  const schedule = config.mode === 'direct' ? undefined : (config.scheduleName ?? config.schedule);
  return { ...config, schedule };
}

function source({
  schemeName,
  scheme,
  alike,
  tolerance,
  keyRoots,
  handshakeUrl,
  ...others
}: SourceConfig): unknown {
  const own = scheme.time?.tolerance;
  // A scheme's two-sided tolerance has no form here; left out, it holds.
  return {
    ...others,
    publicUrl: others.publicUrl ?? handshakeUrl,
    scheme: alike.length === 0 ? schemeName : [schemeName, ...alike.map((one) => one.schemeName)],
    tolerance: tolerance ?? (typeof own === 'string' ? own : undefined),
    keyRoots:
      keyRoots === undefined || keyRoots === 'system'
        ? keyRoots
        : new Hidden('[read from its file]', keyRoots),
  };
}

function destination(config: DestinationConfig): object {
  const { schemeName, url, payload, headers, proxy, tls, alsoSign, ...others } = config;
  return {
    ...others,
    alsoSign: alsoSign.map((one) => ({ scheme: one.schemeName, secrets: one.secrets })),
    url: new Hidden(redactDestinationUrl(url), url),
    proxy: proxy && shownProxy(proxy),
    scheme: schemeName,
    payload: typeof payload === 'string' ? payload : expression(payload),
    // Any of these may be a token, whatever its name says.
    headers: mapped(headers, (value) => (typeof value === 'string' ? hidden(value) : value)),
    tls: pemFiles(tls),
  };
}

/** Another text in the same file is another configuration. */
function expression({ text, file, samples, ...others }: ExpressionPayload): unknown {
  return {
    ...others,
    jsonata: file === undefined ? text : new Hidden({ file }, text),
    samples: samples.map(({ file: name, event, headers }) =>
      event === undefined && Object.keys(headers).length === 0 ? name : { file: name, event, headers },
    ),
  };
}

/** The environment's proxy counts in a comparison, though only its keyword is shown. */
function shownProxy({ url = '', environment }: ProxyConfig): Hidden {
  return new Hidden(environment ? 'environment' : redactProxyUrl(url), url);
}

/** What was read, not from where: the place is not kept. */
function pemFiles(pem: object | undefined): unknown {
  const read = Object.entries(pem ?? {}).filter(([, text]) => text !== undefined);
  return pem && mapped(Object.fromEntries(read), (text: string) => new Hidden('[read from its file]', text));
}

function hidden(value: unknown): Hidden {
  return new Hidden(HIDDEN, JSON.stringify(value));
}

/** Schemas of zod as far as they are walked here. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

/**
 * A value of the configuration as a file has it; what its schema does not know is left out.
 * @param key the one it stands under
 */
function written(schema: z.ZodType, value: unknown, key: string): unknown {
  if (value instanceof Hidden) return value;
  if (isSecret(value)) return new Hidden(reference(value, key), value.value);
  const write = writerOf(schema);
  if (write) return write(value);
  const { type, shape, innerType, in: before, element, valueType, options } = schema.def as Definition;
  if (type === 'optional' && isNothing(value)) return undefined;
  const inner = innerType ?? before;
  if (inner) return written(inner, value, key);
  if (typeof value !== 'object' || value === null) return value;
  const mapping = options?.at(-1);
  if (mapping) return written(mapping, value, key);
  if (element && Array.isArray(value))
    return value.map((item, i) => written(element, item, `secret-${i + 1}`));
  if (valueType) return mapped(value, (item, name) => written(valueType, item, name));
  if (!shape) return value;
  const members = mapped(shape, (member, name) =>
    Object.hasOwn(value, name) ? written(member, Reflect.get(value, name), name) : undefined,
  );
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined));
}

/** A list or mapping that has no default says as much when it is empty as when it is left out. */
function isNothing(value: unknown): boolean {
  return (
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}

function isSecret(value: unknown): value is Secret {
  return (
    typeof value === 'object' && value !== null && 'from' in value && 'name' in value && 'value' in value
  );
}

/** `{ env: NAME }` or `{ file: PATH }`, with the name where it is the user's own; never the value. */
function reference(secret: Secret, key: string): string | Readonly<Record<string, string>> {
  const own = ![key, Reflect.get(USUAL_NAMES, key)].includes(secret.name);
  const name = own ? { name: secret.name } : {};
  const [kind, ...rest] = secret.from.split(' ');
  const place = rest.join(' ');
  if (kind === 'env') return { env: place, ...name };
  return kind === 'file' ? { file: place, ...name } : HIDDEN;
}

function mapped<Value>(
  members: Readonly<Record<string, Value>> | object,
  change: (value: Value, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members as Record<string, Value>).map(([name, value]) => [name, change(value, name)]),
  );
}
