/** A span for each attempt at a receiver, by the line, by the queue or by an operator. */
import { SpanKind, SpanStatusCode, type Attributes, type Span, type Tracer } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
} from '@opentelemetry/semantic-conventions';
import type { Attempt, AttemptResult, Deliver } from '../../line/attempt/attempt.js';
import { TRACEPARENT } from '../../line/passed-headers.js';
import type { Message } from '../../model/delivery.js';
import { receiverPlace } from '../../model/receiver-place.js';
import type { MonotonicClock } from '../../model/time.js';
import { OWN } from './names.js';
import { below, contextOf, linksTo, textOf } from './span-context.js';
import type { Wall } from './wall.js';

export interface AttemptParts {
  readonly tracer: Tracer;
  readonly wall: Wall;
  readonly now: MonotonicClock;
}

/** Where a route's attempts go. */
export interface Receiver {
  readonly route: string;
  readonly destination: string;
  /** Without what in it is secret. */
  readonly shownUrl: string;
}

/** The receiver gets the attempt's own context as `traceparent`. */
export function withAttemptSpans(
  { tracer, wall, now }: AttemptParts,
  deliver: Deliver,
  receiver: Receiver,
): Deliver {
  const constant = attributesOf(receiver);
  return function tracedDeliver(message, number) {
    const span = begin(message, number);
    const headers = carrying(message.headers, textOf(span.spanContext()));
    let attempt: Attempt;
    try {
      attempt = deliver({ ...message, headers }, number);
    } catch (error) {
      fail(span, 'unsignable');
      span.end(wall(now()));
      throw error;
    }
    attempt.ended.then(
      (result) => {
        note(span, result);
        span.end(wall(now()));
      },
      () => {
        fail(span, 'internal');
        span.end(wall(now()));
      },
    );
    return attempt;
  };

  function begin({ id, trace, headers }: Message, number: number): Span {
    const parent = contextOf(trace);
    const resent = number > 1 ? { [ATTR_HTTP_REQUEST_RESEND_COUNT]: number - 1 } : {};
    return tracer.startSpan(
      'attempt',
      {
        kind: SpanKind.CLIENT,
        startTime: wall(now()),
        attributes: { ...constant, ...resent, [OWN.messageId]: id, [OWN.attempt]: number },
        // A message from before there were traces is not of a trace of ours.
        links: linksTo(parent ? undefined : contextOf(valueOf(headers))),
      },
      below(parent),
    );
  }
}

function attributesOf({ route, destination, shownUrl }: Receiver): Attributes {
  return {
    [ATTR_HTTP_REQUEST_METHOD]: 'POST',
    [ATTR_URL_FULL]: shownUrl,
    ...serverOf(shownUrl),
    [OWN.route]: route,
    [OWN.destination]: destination,
  };
}

/** A socket's path is the address of what stands behind it, and has no port. */
function serverOf(shownUrl: string): Attributes {
  const { url, socketPath } = receiverPlace(shownUrl);
  if (socketPath !== undefined) return { [ATTR_SERVER_ADDRESS]: socketPath };
  const { hostname, port, protocol } = new URL(url);
  return {
    [ATTR_SERVER_ADDRESS]: hostname.replace(/^\[(.*)\]$/, '$1'),
    [ATTR_SERVER_PORT]: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
  };
}

function note(span: Span, { verdict, note: { status, result, reason } }: AttemptResult): void {
  span.setAttributes({
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
    [OWN.result]: result,
    [OWN.reason]: reason,
  });
  if (verdict !== 'accepted') fail(span, status === undefined ? (reason ?? result) : String(status));
}

function fail(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute(ATTR_ERROR_TYPE, type);
}

/** Names and values in turn. */
function placeOf(headers: readonly string[]): number {
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === TRACEPARENT) return i + 1;
  return -1;
}

function valueOf(headers: readonly string[]): string | undefined {
  return headers[placeOf(headers)];
}

function carrying(headers: readonly string[], value: string): readonly string[] {
  const place = placeOf(headers);
  if (place < 0) return [...headers, TRACEPARENT, value];
  const changed = [...headers];
  changed[place] = value;
  return changed;
}
