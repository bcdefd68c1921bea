/** Gates that stand open or that meet the wrong one: `reportOnly`, and rates of clients that are none. */
import { member } from '../../checks/report.js';
import { headersReadThere } from '../secrets/signers.js';
import { headersReadBy } from '../../schemes/engine/read-headers.js';
import type { GatewayConfig, RouteConfig } from '../config.js';

type Warn = (path: string, message: string) => void;

/** @param path of the route */
export function gateWarnings(route: RouteConfig, { server }: GatewayConfig, path: string, warn: Warn): void {
  if (route.source.reportOnly) reportOnlyWarnings(route, path, warn);
  if (route.source.rate?.perClient && server.trustedProxies.length === 0) {
    warn(
      member(path, 'source', 'rate', 'perClient'),
      'server.trustedProxies is empty: behind a proxy all sources have its address and share one rate; name the proxy there, if one stands in front',
    );
  }
}

/** With reportOnly there is one destination. */
function reportOnlyWarnings(
  { source, destinations: [destination] }: RouteConfig,
  path: string,
  warn: Warn,
): void {
  const at = member(path, 'source', 'reportOnly');
  warn(
    at,
    'what does not verify goes on to the receiver, unsigned and marked Webhook-Gateway-Unverified, whoever sent it: a receiver behind it must not trust such a delivery',
  );
  const theirs = headersReadThere(destination);
  const shared = [...headersReadBy(source.scheme)].filter((name) => theirs.has(name));
  if (shared.length > 0) {
    warn(
      at,
      `${shared.join(', ')}: headers of the destination's scheme too, so what does not verify goes on without them`,
    );
  }
  if (destination.payload !== 'exact') {
    warn(
      at,
      'what does not verify goes on as it came, whatever destination.payload says: nothing of it is read',
    );
  }
}
