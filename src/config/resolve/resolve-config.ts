/** From the file's shape to the effective configuration: defaults, references, and the rules between parts. */
import type { AdminConfig, GatewayConfig, RouteConfig, ServerConfig, StoreConfig } from '../config.js';
import { makeContext } from './context.js';
import { member, type Report } from '../../checks/report.js';
import { checkUnique, resolveRoute } from './resolve-route.js';
import type { FileShape } from '../schema.js';
import { readSecret, type SecretSources } from '../secrets/secrets.js';
import type { ShapeOptions } from '../../checks/shape.js';
import { present } from './resolve-source.js';
import { checkStoreUrl } from './urls.js';

const MEMORY = 'memory:';

export interface ResolveOptions {
  readonly sources: SecretSources;
  readonly texts?: ShapeOptions['texts'];
  readonly anyPath: boolean;
}

/** @returns the configuration; only to be used where the report has no faults. */
export function resolve(file: FileShape, report: Report, options: ResolveOptions): GatewayConfig {
  const context = makeContext(file.schemes, report, options.sources, options.texts);
  const server = resolveServer(file.server);
  const admin = resolveAdmin(file.admin, options.sources, report);
  checkPorts(server, admin, report);
  const store = resolveStore(file.store, report);
  const given = file.routes ?? [];
  if (given.length === 0) report.missing('routes', 'at least one route is needed');
  checkUnique(given, report);
  const defaults = { server, memoryStore: store.url === MEMORY, anyPath: options.anyPath };
  const routes: RouteConfig[] = [];
  given.forEach((route, i) => {
    const resolved = route && resolveRoute(route, member('routes', i), defaults, context);
    if (resolved) routes.push(resolved);
  });
  return {
    server,
    admin,
    store,
    log: { level: file.log?.level ?? 'info' },
    schemes: context.ownSchemes,
    routes,
  };
}

function resolveServer(given: FileShape['server']): ServerConfig {
  const {
    host = '0.0.0.0',
    port = 8080,
    maxBodySize = 1024 ** 2,
    maxBufferedBytes = 64 * 1024 ** 2,
    maxInFlight = 1024,
    drainDelay = 2_000,
    drainTimeout = 25_000,
  } = given ?? {};
  const trustedProxies = present(given?.trustedProxies);
  return { host, port, maxBodySize, maxBufferedBytes, maxInFlight, drainDelay, drainTimeout, trustedProxies };
}

function resolveAdmin(given: FileShape['admin'], sources: SecretSources, report: Report): AdminConfig {
  const { host = '0.0.0.0', port = 9090 } = given ?? {};
  const at = 'admin.token';
  const token =
    given?.token === undefined ? undefined : readSecret(given.token, 'admin-token', at, sources, report);
  if (token && !/^[\x21-\x7e]+$/.test(token.value)) {
    report.fault(at, 'a bearer token is printable ASCII without blanks');
  } else if (token && token.value.length < 24) {
    report.warn(at, 'the token is shorter than 24 characters; take a longer random one');
  }
  return { host, port, token };
}

function checkPorts(server: ServerConfig, admin: AdminConfig, report: Report): void {
  const everywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';
  const meet = server.host === admin.host || everywhere(server.host) || everywhere(admin.host);
  if (server.port !== 0 && server.port === admin.port && meet) {
    report.fault('admin.port', `server.port is ${server.port} too; each listener needs its own`);
  }
}

function resolveStore(given: FileShape['store'], report: Report): StoreConfig {
  const { url = '', prefix = 'whgw', durability = 'server', replicas = 0 } = given ?? {};
  if (given?.url === undefined) {
    report.missing(
      'store.url',
      'is required: redis://host:6379, redis+sentinel://…, redis+cluster://… or memory: (one process, forgets)',
    );
  } else checkStoreUrl(url, 'store.url', report);
  for (const key of ['durability', 'replicas'] as const) {
    if (url === MEMORY && given?.[key] !== undefined) {
      report.fault(
        member('store', key),
        'means nothing for memory: (store.url), which has neither a disk nor replicas; take a Redis, or remove this',
      );
    }
  }
  return { url, prefix, durability, replicas };
}
