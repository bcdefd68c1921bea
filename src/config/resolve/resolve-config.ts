/** From the file's shape to the effective configuration: defaults, references, and the rules between parts. */
import { resolveAdmin } from './resolve-admin.js';
import type { AdminConfig, GatewayConfig, RouteConfig, ServerConfig, StoreConfig } from '../config.js';
import { makeContext } from './context.js';
import type { EpochMs } from '../../model/time.js';
import { member, type Report } from '../../checks/report.js';
import { readListenerTls } from './listener-tls.js';
import { shareRefused } from './resolve-refused.js';
import { resolveRoute } from './resolve-route.js';
import { checkUnique } from './unique.js';
import type { FileGiven, FileShape } from '../schema.js';
import type { SecretSources } from '../secrets/secrets.js';
import type { ShapeOptions } from '../../checks/shape.js';
import { checkStoreUrl } from './urls.js';

const MEMORY = 'memory:';

export interface ResolveOptions {
  readonly sources: SecretSources;
  /** Of the route at a place: an included file names files from its own folder. */
  readonly sourcesOf: (route: number) => SecretSources;
  readonly texts?: ShapeOptions['texts'];
  readonly anyPath: boolean;
  /** For dates; undefined: none is looked at. */
  readonly now: EpochMs | undefined;
}

/** @returns the configuration; only to be used where the report has no faults. */
export function resolve(
  file: FileShape,
  given: FileGiven,
  report: Report,
  { sources, sourcesOf, texts, anyPath, now }: ResolveOptions,
): Omit<GatewayConfig, 'traces'> {
  const { log, reload } = file;
  const context = makeContext(file.schemes, report, sources, texts, now);
  const tls = readListenerTls(file.server.tls, 'server.tls', sources, now, report);
  const server = { ...file.server, tls };
  const admin = resolveAdmin(file.admin, sources, now, report);
  checkPorts(server, admin, report);
  const store = resolveStore(file.store, given.store, report);
  const found = file.routes ?? [];
  if (found.length === 0) report.missing('routes', 'at least one route is needed');
  for (const key of ['name', 'path'] as const) checkUnique(found, key, 'routes', report);
  const surroundings = { server, memoryStore: store.url === MEMORY, anyPath };
  const routes: RouteConfig[] = [];
  found.forEach((route, i) => {
    const own = { ...context, sources: sourcesOf(i) };
    const resolved =
      route && resolveRoute(route, given.routes?.[i] ?? {}, member('routes', i), surroundings, own);
    if (resolved) routes.push(resolved);
  });
  const sized = found.some((route) => route?.refused.maxBytes !== undefined);
  const shared = shareRefused(routes, sized, report);
  return { server, admin, store, log, reload, schemes: context.ownSchemes, routes: shared };
}

function checkPorts(server: ServerConfig, admin: AdminConfig, report: Report): void {
  const everywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';
  const meet = server.host === admin.host || everywhere(server.host) || everywhere(admin.host);
  if (server.port !== 0 && server.port === admin.port && meet) {
    report.fault('admin.port', `server.port is ${server.port} too; each listener needs its own`);
  }
}

function resolveStore(store: FileShape['store'], given: FileGiven['store'], report: Report): StoreConfig {
  const { url = '' } = store;
  if (store.url === undefined) {
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
  return { ...store, url };
}
