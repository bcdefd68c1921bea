/** A route as operators see it. */
import { redactDestinationUrl } from '../config/resolve/shown-url.js';
import type { OperatedRoute } from '../operate/operations.js';
import type { ConfiguredRoute } from './configured-route.js';
import { firstDelivery } from './first-delivery.js';
import type { Surroundings } from './open-overview.js';

export function operated({ config, live, allowance }: ConfiguredRoute, parts: Surroundings): OperatedRoute {
  const { name, path, mode, several, source, destinations } = config;
  return {
    ...{ name, path, mode, several },
    source: { scheme: source.schemeName },
    destinations: destinations.flatMap((one, i) => {
      const deliver = live.destinations[i]?.deliver;
      if (!deliver) return [];
      const { name: its, lane, url, schemeName: scheme } = one;
      const alsoSign = one.alsoSign.map(({ schemeName }) => schemeName);
      const shown = { url: redactDestinationUrl(url), scheme, alsoSign, mode: one.delivery.mode };
      return [{ name: its, lane, deliver, ...shown }];
    }),
    allowance,
    log: config.deliveries.log,
    reportOnlyUntil: source.reportOnly?.until,
    firstDelivery: (from) => firstDelivery(config, parts.config().server, parts.publicPort(), from),
  };
}
