/** How much is kept of refused deliveries: a route's own bounds, and what all routes have together. */
import type { Report } from '../../checks/report.js';
import { member } from '../../checks/report.js';
import { formatSize } from '../../model/units.js';
import type { RefusedConfig, RouteConfig } from '../config.js';
import type { RouteShape } from '../schema.js';
import { resolvedFrom } from './resolved-from.js';

const MB = 1024 * 1024;
const DEFAULT_BYTES = { store: 32 * MB, memory: 8 * MB, off: 0 } as const;
/** Over all routes. */
export const ALL_REFUSED_BYTES = 256 * MB;

export function resolveRefused(
  refused: RouteShape['refused'],
  memoryStore: boolean,
  path: string,
  report: Report,
): RefusedConfig {
  const where = refused.in ?? (memoryStore ? 'memory' : 'store');
  if (memoryStore && where === 'store') {
    report.fault(
      member(path, 'in'),
      'store needs a Redis in store.url (REDIS_URL if there is no file); without one take memory, or remove this',
    );
  }
  const { maxBytes = DEFAULT_BYTES[where] } = refused;
  if (maxBytes > ALL_REFUSED_BYTES) {
    report.fault(
      member(path, 'maxBytes'),
      `all routes together keep ${formatSize(ALL_REFUSED_BYTES)}; take less`,
    );
  }
  return resolvedFrom(refused, { in: where, maxBytes });
}

/**
 * Where the routes want more than there is, each gets the same part of what it wants.
 * @param written whether the configuration names a size: only then somebody wants what he does not get
 */
export function shareRefused(
  routes: readonly RouteConfig[],
  written: boolean,
  report: Report,
): readonly RouteConfig[] {
  const wanted = routes.reduce((sum, { refused }) => sum + bytesOf(refused), 0);
  if (wanted <= ALL_REFUSED_BYTES) return routes;
  if (written) {
    report.warn(
      'routes',
      `their refused deliveries want ${formatSize(wanted)} (refused.maxBytes); all routes together have ${formatSize(ALL_REFUSED_BYTES)}, so each gets its part of that`,
    );
  }
  return routes.map((route) => {
    const { refused } = route;
    const maxBytes = Math.floor((bytesOf(refused) * ALL_REFUSED_BYTES) / wanted);
    return resolvedFrom(route, { refused: resolvedFrom(refused, { maxBytes }) });
  });
}

function bytesOf({ in: where, maxBytes }: RefusedConfig): number {
  return where === 'off' ? 0 : maxBytes;
}
