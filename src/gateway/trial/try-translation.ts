/**
 * What comes of a delivery for a destination: the line's own steps, with nothing verified, nothing remembered and nobody
 * asked.
 */
import { legOf, type DestinationConfig, type GatewayConfig, type RouteConfig } from '../../config/config.js';
import type { Evaluate } from '../../line/expressions.js';
import { translate } from '../../line/translate.js';
import type { Message } from '../../model/delivery.js';
import { messageIdOf } from '../../model/ids.js';
import type { Outcome } from '../../model/outcome.js';
import type { EpochMs } from '../../model/time.js';
import type { Trail } from '../../model/trail.js';
import { Way } from '../../model/way.js';
import { createEventFilter } from '../../policy/event-patterns.js';
import { schemes } from '../../schemes/catalogue/index.js';
import { signatureHeadersOf } from '../../schemes/engine/read-headers.js';
import { fitEvent, readEvent, readIdentity, readSourceId } from '../../schemes/engine/read.js';
import { Refusal, createVerifier, type Verified } from '../../schemes/engine/verify.js';
import type { Scheme } from '../../schemes/spec.js';
import { buildTranslation } from '../build-translation.js';

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

/** A delivery as its route reads it. */
export interface Trial {
  readonly route: RouteConfig;
  readonly delivery: TrialDelivery;
  readonly verified: Verified;
  /** The message id. */
  readonly id: string;
  readonly event: string | undefined;
  /** Lower-case names no source may speak through, over all schemes. */
  readonly signatureHeaders: ReadonlySet<string>;
}

/** What of a delivery has no place at its route; the message says it. */
export class Untriable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Untriable';
  }
}

/** @throws Untriable */
export function readTrial(
  { schemes: own }: GatewayConfig,
  route: RouteConfig,
  delivery: TrialDelivery,
): Trial {
  const { name, dedupe } = route;
  const { scheme } = route.source;
  const verified = unsigned(scheme, delivery);
  const key = dedupe === false ? 'default' : dedupe.key;
  const made = (): string =>
    messageIdOf(
      name,
      readIdentity(scheme, verified, key, () => '0'),
    );
  return {
    ...{ route, delivery, verified },
    id: delivery.id ?? made(),
    event: readEvent(scheme, verified),
    signatureHeaders: signatureHeadersOf([...Object.values(schemes), ...Object.values(own)]),
  };
}

/** Whether route and destination want the event. */
export function wants({ route, event }: Trial, destination: DestinationConfig): boolean {
  return [route, destination].every(({ events }) => createEventFilter(events)?.(event) ?? true);
}

export interface Tried {
  readonly made: Message | Outcome;
  /** In words, if an expression gave nothing. */
  readonly says: string | undefined;
}

/** Whether or not the event is wanted. */
export async function tryTranslation(
  { route, delivery, verified, id, event, signatureHeaders }: Trial,
  destination: DestinationConfig,
  evaluate: Evaluate,
): Promise<Tried> {
  let says: string | undefined;
  const heard: Evaluate = async (...args) => {
    const made = await evaluate(...args);
    if (!Buffer.isBuffer(made)) ({ says } = made);
    return made;
  };
  const trail = trailOf(route.name, destination.name, delivery, {
    event: fitEvent(event),
    sourceId: readSourceId(route.source.scheme, verified),
  });
  const leg = legOf(route, destination);
  const translation = buildTranslation(leg, route.maxBodySize, signatureHeaders, heard);
  const made = await translate(translation, verified, id, trail);
  return { made, says };
}

/** Under the scheme without its signature nothing has to be signed, and all else is read as ever. */
function unsigned(scheme: Scheme, { body, headers, event, at }: TrialDelivery): Verified {
  const given = event === undefined ? headers : withEvent(headers, placeOfEvent(scheme), event);
  const rawHeaders = Object.entries({ 'Content-Type': 'application/json', ...lowered(given) }).flat();
  const bare: { -readonly [Name in keyof Scheme]: Scheme[Name] } = { ...scheme };
  delete bare.signature;
  const verify = createVerifier(bare, []);
  const verified = verify({ method: 'POST', target: '', body, rawHeaders, receivedAt: at });
  if (verified instanceof Refusal) throw new Untriable(`the delivery cannot be read: ${verified.reason}`);
  return verified;
}

/** In the place of the one that came: a header that comes twice says nothing. */
function withEvent(
  headers: Readonly<Record<string, string>>,
  place: string,
  event: string,
): Readonly<Record<string, string>> {
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== place.toLowerCase());
  return Object.fromEntries([...others, [place, event]]);
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
  throw new Untriable("this source's scheme reads the event's name in the body, not from outside");
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
