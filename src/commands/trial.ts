/**
 * What a destination would get of a delivery: the line's own steps, with nothing signed, nothing remembered and nobody
 * asked.
 */
import { legOf, type DestinationConfig, type GatewayConfig, type RouteConfig } from '../config/config.js';
import { buildTranslation } from '../gateway/build-translation.js';
import { Expressions } from '../gateway/open-expressions.js';
import type { Evaluate } from '../line/expressions.js';
import { signatureHeadersOf } from '../line/passed-headers.js';
import { translate } from '../line/translate.js';
import type { Message } from '../model/delivery.js';
import { messageIdOf } from '../model/ids.js';
import type { Outcome } from '../model/outcome.js';
import type { EpochMs } from '../model/time.js';
import type { Trail } from '../model/trail.js';
import { Way } from '../model/way.js';
import { createEventFilter } from '../policy/event-patterns.js';
import { schemes } from '../schemes/catalogue/index.js';
import { fitEvent, readEvent, readIdentity, readSourceId } from '../schemes/engine/read.js';
import { Refusal, createVerifier } from '../schemes/engine/verify.js';
import type { Scheme } from '../schemes/spec.js';
import { UsageError } from './io.js';

/** Milliseconds that a person waits for an evaluation to begin. */
const PATIENCE_MS = 30_000;

/** Closed by whoever opens it. */
export function openExpressions(): Expressions {
  return new Expressions(() => performance.now(), PATIENCE_MS);
}

export interface TrialDelivery {
  readonly body: Buffer;
  /** By name. */
  readonly headers: Readonly<Record<string, string>>;
  /** If it stands neither in the body nor in the headers. */
  readonly event: string | undefined;
  /** Undefined: the one that the gateway would make. */
  readonly id: string | undefined;
  /** When it was received. */
  readonly at: EpochMs;
}

/** A destination and its route. */
export interface Meant {
  readonly route: RouteConfig;
  readonly destination: DestinationConfig;
}

export interface TrialEnd {
  readonly made: Message | Outcome;
  /** Whether route and destination want the event. */
  readonly wanted: boolean;
  /** In words, if an expression gave nothing. */
  readonly says: string | undefined;
}

/** @throws UsageError if the event's name has no place */
export async function tryDelivery(
  { schemes: own }: GatewayConfig,
  { route, destination }: Meant,
  delivery: TrialDelivery,
  evaluate: Evaluate,
): Promise<TrialEnd> {
  let says: string | undefined;
  const heard: Evaluate = async (...args) => {
    const made = await evaluate(...args);
    if (!Buffer.isBuffer(made)) ({ says } = made);
    return made;
  };
  const signatureHeaders = signatureHeadersOf([...Object.values(schemes), ...Object.values(own)]);
  const verified = unsigned(route.source.scheme, delivery);
  const { scheme } = route.source;
  const { name, dedupe } = route;
  const key = dedupe === false ? 'default' : dedupe.key;
  const id =
    delivery.id ??
    messageIdOf(
      name,
      readIdentity(scheme, verified, key, () => '0'),
    );
  const event = readEvent(scheme, verified);
  const wanted = [route, destination].every(({ events }) => createEventFilter(events)?.(event) ?? true);
  const trail = trailOf(name, destination.name, delivery, {
    event: fitEvent(event),
    sourceId: readSourceId(scheme, verified),
  });
  const leg = legOf(route, destination);
  const translation = buildTranslation(leg, route.maxBodySize, signatureHeaders, heard);
  const made = await translate(translation, verified, id, trail);
  return { made, wanted, says };
}

/** Under the scheme without its signature nothing has to be signed, and all else is read as ever. */
function unsigned(scheme: Scheme, { body, headers, event, at }: TrialDelivery) {
  const rawHeaders = Object.entries({ 'Content-Type': 'application/json', ...lowered(headers) }).flat();
  if (event !== undefined) rawHeaders.push(placeOfEvent(scheme), event);
  const bare: { -readonly [Name in keyof Scheme]: Scheme[Name] } = { ...scheme };
  delete bare.signature;
  const verify = createVerifier(bare, []);
  const verified = verify({ method: 'POST', target: '', body, rawHeaders, receivedAt: at });
  if (verified instanceof Refusal) throw new UsageError(`the delivery cannot be read: ${verified.reason}`);
  return verified;
}

/** One spelling, so that the default gives way. */
function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase() === 'content-type' ? 'Content-Type' : name,
      value,
    ]),
  );
}

function placeOfEvent({ event = [] }: Scheme): string {
  for (const place of event) if ('header' in place) return place.header;
  throw new UsageError("this source's scheme reads the event's name in the body, not from outside");
}

function trailOf(
  route: string,
  destination: string,
  { at, body }: TrialDelivery,
  read: Pick<Trail, 'event' | 'sourceId'>,
): Trail {
  return {
    ...{
      route,
      destination,
      receivedAt: at,
      startedAt: 0,
      bodyReadAt: 0,
      way: new Way(() => 0),
      client: '',
    },
    ...{ bodyBytes: body.length, key: undefined, messageId: undefined, secret: undefined, scheme: undefined },
    ...{
      claims: [],
      timestampAge: undefined,
      eventMismatch: false,
      droppedHeaders: undefined,
      attempt: undefined,
    },
    ...{ withoutDedupe: false, outcome: undefined, status: undefined, trace: undefined },
    ...read,
  };
}
