/** What a route that only reports does with deliveries that do not verify. */
import type { RouteConfig } from '../config/config.js';
import { createDirect } from '../line/hand-over/direct.js';
import { createLetOn } from '../line/let-on.js';
import { createForwardedHeaders } from '../line/passed-headers.js';
import { sourceHeadersOf } from '../line/source-headers.js';
import type { LetOn, Source } from '../line/route.js';
import type { DetachedAttempts } from '../line/hand-over/detached.js';
import type { Pauses } from '../line/pauses.js';
import type { Reporter } from '../model/trail.js';
import { buildUnsignedDeliver, type DeliverShared } from './build-deliver.js';
import { randomHex } from './random-hex.js';

interface Shared extends DeliverShared {
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
  const { own, withheld } = sourceHeadersOf(config, signatureHeaders);
  const forwarded = createForwardedHeaders(config, withheld, randomHex, own);
  const deliver = buildUnsignedDeliver(config, shared);
  return createLetOn({
    until: reportOnly.until,
    clock: shared.clock,
    paused: () => shared.pauses.of(config.name) !== undefined,
    forwarded: (rawHeaders, trace) => forwarded(rawHeaders, undefined, trace),
    handOver: createDirect({ deliver, source, timeout: config.destination.timeout, ...shared }),
    randomHex,
  });
}
