/** What a route that only reports does with deliveries that do not verify. */
import { legOf, type RouteConfig } from '../config/config.js';
import { createDirect } from '../line/hand-over/direct.js';
import { createAddedToUrl } from '../line/added-url.js';
import { createLetOn } from '../line/let-on.js';
import { createForwardedHeaders } from '../line/passed-headers.js';
import { sourceHeadersOf } from '../line/source-headers.js';
import type { LetOn, Source } from '../line/route.js';
import type { DetachedAttempts } from '../line/hand-over/detached.js';
import type { Pauses } from '../line/pauses.js';
import type { Reporter } from '../model/trail.js';
import { buildUnsignedDeliver, type DeliverParts } from './build-deliver.js';
import { randomHex } from './random-hex.js';

interface Shared extends DeliverParts {
  readonly reporter: Reporter;
  readonly detached: DetachedAttempts;
  readonly pauses: Pauses;
}

/** @param signatureHeaders lower-case names of every scheme's. @returns undefined if the route enforces */
export function buildLetOn(
  config: RouteConfig,
  source: Source,
  signatureHeaders: ReadonlySet<string>,
  shared: Shared,
): LetOn | undefined {
  const { reportOnly } = config.source;
  if (!reportOnly) return undefined;
  // Several are a fault: the first is the only one.
  const [destination] = config.destinations;
  const leg = legOf(config, destination);
  const { own, withheld } = sourceHeadersOf(leg, signatureHeaders);
  const forwarded = createForwardedHeaders(leg, withheld, randomHex, own);
  const deliver = buildUnsignedDeliver(leg, shared);
  return createLetOn({
    until: reportOnly.until,
    clock: shared.clock,
    paused: () => shared.pauses.of(config.name) !== undefined,
    forwarded: (rawHeaders, trace) => forwarded(rawHeaders, undefined, trace),
    addedToUrl: createAddedToUrl(leg),
    handOver: createDirect({ deliver, source, timeout: destination.timeout, ...shared }),
    randomHex,
  });
}
