/** What a refused delivery is as the configuration is now, judged with the clock of its receipt. */
import type { Route } from '../../line/route.js';
import { signedBody } from '../../line/content-encoding.js';
import { identify } from '../../line/claim/take-claim.js';
import { verify } from '../../line/verify.js';
import type { RefusedEntry } from '../../line/refused/refused-entry.js';
import type { Delivery } from '../../model/delivery.js';
import type { RandomHex } from '../../model/ids.js';
import { Outcome, type OutcomeCode } from '../../model/outcome.js';
import { restOf } from '../../model/paths.js';
import type { EpochMs, MonotonicClock } from '../../model/time.js';
import type { Trail } from '../../model/trail.js';
import { Way } from '../../model/way.js';
import { rawHeadersOf } from './explanations.js';
import { headersOf } from './header-kinds.js';

export interface Judgement {
  /** `genuine`, `too_late`, what is missing, or why it is still refused. */
  readonly says: string;
  readonly genuine?: Genuine;
}

export interface Genuine {
  readonly delivery: Delivery;
  /** Of its record: the same for every copy. */
  readonly key: string;
  readonly event: string | undefined;
}

/** Counted under this word, and taken. */
export const GENUINE = 'genuine';

/** What may be genuine under another secret, another scheme or another tolerance. */
const JUDGED: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>([
  ...(['missing_signature', 'invalid_signature', 'stale', 'event_reuse', 'key_unavailable'] as const),
]);

/** @param at epoch milliseconds, now */
export async function judge(
  entry: RefusedEntry,
  route: Route | undefined,
  at: EpochMs,
  randomHex: RandomHex,
): Promise<Judgement> {
  if (!JUDGED.has(entry.outcome)) return { says: entry.outcome };
  if (!route) return { says: 'route_gone' };
  if (!route.source.delivers(entry.method)) return { says: 'method_not_allowed' };
  const delivery = deliveryOf(entry, route);
  if (typeof delivery === 'string') return { says: delivery };
  if (delivery instanceof Outcome) return { says: delivery.reason ?? delivery.code };
  const trail = trailOf(entry, route, () => 0);
  const keys = route.source.findKeys && (await route.source.findKeys(delivery, trail));
  const verified = keys instanceof Outcome ? keys : verify(route, delivery, trail, keys);
  if (verified instanceof Outcome) return { says: verified.reason ?? verified.code };
  // Nobody remembers any more whether it was delivered meanwhile.
  if (route.dedupe && at - entry.receivedAt >= route.dedupe.window) return { says: 'too_late' };
  const identified = identify(route, verified, randomHex);
  if (identified instanceof Outcome) return { says: identified.reason ?? identified.code };
  return { says: GENUINE, genuine: { delivery, key: identified.key, event: trail.event } };
}

/** As it came; or what of it is missing. */
function deliveryOf(entry: RefusedEntry, route: Route): Delivery | Outcome | 'not_here' | 'body_not_kept' {
  const { source, beginning } = route;
  const { method, target, headers, body, bodyCut, receivedAt, bodyIsCredential } = entry;
  const decisive = headersOf(source.scheme, source.alike);
  const lacks = headers.some(({ name, value }) => value === undefined && decisive.has(name.toLowerCase()));
  if (lacks || target === undefined || (bodyIsCredential && !body)) return 'not_here';
  if (!body || bodyCut) return 'body_not_kept';
  const rest = beginning === undefined ? undefined : restOf(beginning, target);
  const rawHeaders = rawHeadersOf(headers);
  const signed = signedBody(route, rawHeaders, body);
  return signed instanceof Outcome ? signed : { method, target, rest, rawHeaders, body: signed, receivedAt };
}

/** Its way through the line begins now. */
export function trailOf(entry: RefusedEntry, route: Route, now: MonotonicClock): Trail {
  const startedAt = now();
  return {
    ...{
      route: route.name,
      destination: route.several ? undefined : route.destinations[0].name,
      receivedAt: entry.receivedAt,
    },
    way: new Way(now),
    ...{ startedAt, bodyReadAt: startedAt, client: entry.client, bodyBytes: entry.body?.length ?? 0 },
    ...{ key: undefined, messageId: undefined, sourceId: undefined, event: undefined, secret: undefined },
    ...{
      scheme: undefined,
      timestampAge: undefined,
      eventMismatch: false,
      droppedHeaders: undefined,
      claims: [],
    },
    ...{ attempt: undefined, withoutDedupe: false, outcome: undefined, status: undefined },
    ...{ takenFrom: entry.id, trace: undefined },
  };
}
