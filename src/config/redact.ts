/**
 * The effective configuration for people: every default in place, units as they are written, and of every secret only
 * where it comes from. What comes out can be pasted into a file again, except what had to be hidden.
 */
import { formatDuration, formatSize } from '../model/units.js';
import type {
  DestinationConfig,
  GatewayConfig,
  RouteConfig,
  Secret,
  SourceConfig,
  StoreConfig,
} from './config.js';
import { redactStoreUrl } from './resolve/store-url.js';
import { redactDestinationUrl } from './resolve/urls.js';

const HIDDEN = '[redacted]';

/** Plain data with the contract's key names; print it with `toYaml` or JSON.stringify. */
export function redactConfig(config: GatewayConfig): Record<string, unknown> {
  const { server, admin, store, log, schemes, routes } = config;
  return present({
    server: {
      ...server,
      maxBodySize: formatSize(server.maxBodySize),
      maxBufferedBytes: formatSize(server.maxBufferedBytes),
      drainDelay: formatDuration(server.drainDelay),
      drainTimeout: formatDuration(server.drainTimeout),
    },
    admin: present({ ...admin, token: admin.token && reference(admin.token, 'admin-token') }),
    store: storeOf(store),
    log,
    schemes: Object.keys(schemes).length > 0 ? schemes : undefined,
    routes: routes.map(route),
  });
}

function storeOf({ url, prefix, durability, replicas }: StoreConfig): Record<string, unknown> {
  const shown = { url: redactStoreUrl(url), prefix };
  // A store in memory takes neither of the others.
  return url === 'memory:' ? shown : { ...shown, durability, replicas };
}

function route(config: RouteConfig): Record<string, unknown> {
  const { name, path, maxBodySize, maxInFlight, relay, events, dedupe, deliveries } = config;
  return present({
    name,
    path,
    maxBodySize: formatSize(maxBodySize),
    maxInFlight,
    relay,
    source: source(config.source),
    destination: destination(config.destination),
    events: events.length > 0 ? events : undefined,
    dedupe: dedupe === false ? false : { ...dedupe, window: formatDuration(dedupe.window) },
    delivery: delivery(config.delivery),
    deliveries: {
      log: deliveries.log ? 'on' : 'off',
      maxAge: formatDuration(deliveries.maxAge),
      maxCount: deliveries.maxCount,
    },
  });
}

function delivery(config: RouteConfig['delivery']): Record<string, unknown> {
  if (config.mode === 'direct') return config;
  const { mode, schedule, scheduleName, concurrency, rate, order, maxAge, keepBodies, keepDead } = config;
  return present({
    mode,
    schedule: scheduleName ?? schedule.map(formatDuration),
    concurrency,
    // `1m` without its digit: the rate counts by one second, minute or hour.
    rate: rate && `${rate.count}/${formatDuration(rate.per).slice(1)}`,
    order,
    maxAge: formatDuration(maxAge),
    keepBodies: keepBodies === 0 ? 'off' : formatDuration(keepBodies),
    keepDead: formatDuration(keepDead),
  });
}

function source(config: SourceConfig): Record<string, unknown> {
  const { schemeName, scheme, secrets, tolerance, deadline, maxAge, publicUrl, handshakeToken } = config;
  const { allowIps, reason } = config;
  const own = scheme.time?.tolerance;
  return present({
    scheme: schemeName,
    reason,
    secrets: references(secrets),
    // A scheme's two-sided tolerance has no form here; left out, it holds.
    tolerance: typeof tolerance === 'number' ? formatDuration(tolerance) : (tolerance ?? onlyText(own)),
    deadline: formatDuration(deadline),
    maxAge: maxAge === undefined ? 'off' : formatDuration(maxAge),
    publicUrl,
    handshakeToken: handshakeToken && reference(handshakeToken, 'handshake-token'),
    allowIps: allowIps.length > 0 ? allowIps : undefined,
  });
}

function destination(config: DestinationConfig): Record<string, unknown> {
  const { name, url, schemeName, secrets, timeout, verdicts, payload, headers, forwardHeaders } = config;
  const added = Object.entries(headers).map(([header, value]) => [
    header,
    // Any of these may be a token, whatever its name says.
    typeof value === 'string' ? HIDDEN : reference(value, header),
  ]);
  return present({
    name,
    url: redactDestinationUrl(url),
    scheme: schemeName,
    reason: config.reason,
    secrets: references(secrets),
    timeout: formatDuration(timeout),
    verdicts,
    payload,
    headers: added.length > 0 ? Object.fromEntries(added) : undefined,
    forwardHeaders: forwardHeaders.length > 0 ? forwardHeaders : undefined,
    tls:
      config.tls && Object.fromEntries(Object.keys(config.tls).map((part) => [part, '[read from its file]'])),
  });
}

function references(secrets: readonly Secret[]): unknown {
  if (secrets.length === 0) return undefined;
  return secrets.map((secret, i) => reference(secret, `secret-${i + 1}`));
}

/** `{ env: NAME }` or `{ file: PATH }`, with the name where it is the user's own; never the value. */
function reference(secret: Secret, usualName: string): unknown {
  const name = secret.name === usualName ? {} : { name: secret.name };
  const [kind, ...rest] = secret.from.split(' ');
  const place = rest.join(' ');
  if (kind === 'env') return { env: place, ...name };
  return kind === 'file' ? { file: place, ...name } : HIDDEN;
}

function onlyText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Without undefined members, which YAML would print as null. */
function present(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
