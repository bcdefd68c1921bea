/** What is allowed of delivery modes and their log, but may lose deliveries or hide them. */
import { totalSpan } from '../../policy/retry.js';
import { formatDuration } from '../../model/units.js';
import type { GatewayConfig, QueueConfig, RouteConfig } from '../config.js';
import { member } from '../../checks/report.js';
import { deliveryPath } from '../destination-path.js';
import { retrySpan, spanText } from '../resolve/resolve-source.js';

type Warn = (path: string, message: string) => void;

/** Below it a direct try has hardly begun when the message must be stored. */
const SHORT_DEADLINE = 2_000;
/** A dead letter that is gone sooner may have been seen by nobody. */
const SHORT_KEEPING = 86_400_000;

/** @param path of the route */
export function deliveryWarnings(route: RouteConfig, path: string, warn: Warn): void {
  const { mode, destinations, source } = route;
  destinations.forEach(({ delivery }, k) => {
    if (delivery.mode !== 'direct')
      queueWarnings(route, delivery, member(path, ...deliveryPath(route, k)), warn);
  });
  if (mode === 'direct' && source.scheme.retries === 'none') {
    warn(
      member(path, 'delivery'),
      'this provider never retries: in direct mode a delivery that the receiver does not take is lost; delivery: { mode: spill } keeps it (with a Redis)',
    );
  }
}

function queueWarnings({ source }: RouteConfig, queue: QueueConfig, path: string, warn: Warn): void {
  const { mode, schedule, maxAge, keepDead } = queue;
  const span = totalSpan(schedule);
  const own = retrySpan(source.scheme);
  if (maxAge <= span) {
    warn(
      member(path, 'maxAge'),
      `${formatDuration(maxAge)} is not longer than the ${spanText(span)} that the schedule takes: messages die before their last attempts`,
    );
  }
  if (span < own) {
    warn(
      member(path, 'schedule'),
      `takes ${spanText(span)}, but this provider itself would retry for ${spanText(own)}, and it never sends an acknowledged delivery again; schedule: ${source.schemeName} goes on for as long`,
    );
  }
  if (mode === 'spill' && source.deadline < SHORT_DEADLINE) {
    warn(
      member(path, 'mode'),
      `the direct try must end within ${formatDuration(source.deadline)} (source.deadline), less the time to store; if the receiver is often slower, take queued`,
    );
  }
  if (keepDead < SHORT_KEEPING) {
    warn(
      member(path, 'keepDead'),
      `a dead letter is gone after ${formatDuration(keepDead)}, perhaps before anyone has seen it`,
    );
  }
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
