/** What of queued deliveries and of the log may be gone, or hidden, before anyone has seen it. */
import { formatDuration } from '../../model/units.js';
import type { GatewayConfig, RouteConfig } from '../config.js';
import { member } from '../../checks/report.js';
import { deliveryPath } from '../destination-path.js';

type Warn = (path: string, message: string) => void;

/** A dead letter that is gone sooner may have been seen by nobody. */
const SHORT_KEEPING = 86_400_000;

/** @param path of the route */
export function keepingWarnings(route: RouteConfig, path: string, warn: Warn): void {
  route.destinations.forEach(({ delivery }, k) => {
    if (delivery.mode === 'direct' || delivery.keepDead >= SHORT_KEEPING) return;
    warn(
      member(path, ...deliveryPath(route, k), 'keepDead'),
      `a dead letter is gone after ${formatDuration(delivery.keepDead)}, perhaps before anyone has seen it`,
    );
  });
}

/** What is kept can be looked at and sent again through the API alone. */
export function apiWarning({ admin, routes }: GatewayConfig, warn: Warn): void {
  if (
    admin.token !== undefined ||
    admin.tokens.length > 0 ||
    !routes.some(({ deliveries }) => deliveries.log === 'store')
  )
    return;
  warn(
    'admin.token',
    'not given (GATEWAY_ADMIN_TOKEN): without it the API is off, and deliveries and dead letters can be neither listed nor sent again',
  );
}
