/**
 * The spans of one delivery. They are made of its way afterwards, with the log's line: then it is known whether a
 * stranger sent it. The trace's own id is made earlier if a message needs it.
 */
import { SpanKind, SpanStatusCode, type Attributes, type Span, type Tracer } from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
} from '@opentelemetry/semantic-conventions';
import { partsOf, type DeliveryTrace, type Trail } from '../../model/trail.js';
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';
import type { Passed, Step } from '../../model/way.js';
import { clip } from '../safe.js';
import { OWN } from './names.js';
import { below, contextOf, linksTo, textOf } from './span-context.js';
import type { Wall } from './wall.js';

/** Any other is `_OTHER`: what a request says makes no name of its own. */
const METHODS: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'],
]);

export interface DeliveryParts {
  readonly tracer: Tracer;
  readonly wall: Wall;
  readonly now: MonotonicClock;
  /** Does the work a little later, and before the end. */
  readonly later: (work: () => void) => void;
  /** Whether one more delivery that nothing vouches for is traced. */
  readonly passes: (route: string, outcome: string) => boolean;
}

/** What is known of a request when its headers have come. */
export interface Head {
  readonly method: string;
  /** The route's own path. What a stranger wrote is never shown. */
  readonly path: string | undefined;
  /** The `traceparent` that came. */
  readonly sent: string | undefined;
  /** Whether a proxy of the operator's sent it: then the delivery is a part of that trace. */
  readonly trusted: boolean;
}

/** What follows tells of itself: an attempt, or the storing. */
const SHOWN: ReadonlySet<Step> = new Set<Step>(['receive', 'verify', 'claim', 'translate']);

export class DeliverySpans implements DeliveryTrace {
  readonly #parts: DeliveryParts;
  readonly #head: Head;
  #root: Span | undefined;

  constructor(parts: DeliveryParts, head: Head) {
    this.#parts = parts;
    this.#head = head;
  }

  parent(trail: Trail): string {
    return textOf(this.#begun(trail).spanContext());
  }

  end(trail: Trail): void {
    const { now, later } = this.#parts;
    const endedAt = trail.way.endedAt ?? now();
    later(() => {
      this.#write(trail, endedAt);
    });
  }

  #begun(trail: Trail): Span {
    return (this.#root ??= this.#begin(trail));
  }

  #begin({ route, startedAt, client }: Trail): Span {
    const { path, sent, trusted } = this.#head;
    const method = METHODS.has(this.#head.method) ? this.#head.method : '_OTHER';
    const shown = method === '_OTHER' ? 'HTTP' : method;
    const context = contextOf(sent);
    const known = path === undefined ? {} : { [ATTR_HTTP_ROUTE]: path, [ATTR_URL_PATH]: path };
    return this.#parts.tracer.startSpan(
      path === undefined ? shown : `${shown} ${path}`,
      {
        kind: SpanKind.SERVER,
        startTime: this.#parts.wall(startedAt),
        attributes: {
          ...{ [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_CLIENT_ADDRESS]: client, [OWN.route]: route },
          ...known,
        },
        links: linksTo(trusted ? undefined : context),
      },
      below(trusted ? context : undefined),
    );
  }

  #write(trail: Trail, endedAt: MonotonicMs): void {
    const { passes, wall } = this.#parts;
    const unknown = !this.#root && trail.secret === undefined;
    if (unknown && !passes(trail.route, trail.outcome?.code ?? '')) return;
    const root = this.#begun(trail);
    if (!root.isRecording()) return;
    this.#writeSteps(trail, root, endedAt);
    root.setAttributes(answerOf(trail));
    if ((trail.status ?? 0) >= 500) {
      root.setStatus({ code: SpanStatusCode.ERROR });
      root.setAttribute(ATTR_ERROR_TYPE, trail.outcome?.code ?? '');
    }
    root.end(wall(endedAt));
  }

  #writeSteps(trail: Trail, root: Span, endedAt: MonotonicMs): void {
    const { tracer, wall } = this.#parts;
    const handedOverAt = handOverOf(trail);
    const steps = shownOf(trail, handedOverAt ?? endedAt);
    for (const { step, from, to } of steps) {
      const span = tracer.startSpan(step, { startTime: wall(from) }, below(root.spanContext()));
      if (step === 'claim' && trail.claims.length > 0) span.setAttribute(OWN.claims, [...trail.claims]);
      if (step === steps.at(-1)?.step && handedOverAt === undefined) markEnd(span, trail);
      span.end(wall(to));
    }
  }
}

function shownOf({ way, startedAt }: Trail, endedAt: MonotonicMs): readonly Passed[] {
  return way.passed(startedAt, endedAt).filter(({ step }) => SHOWN.has(step));
}

/** When the first of its messages went to a receiver or into the queue; undefined if none did. */
function handOverOf(trail: Trail): MonotonicMs | undefined {
  const begun = partsOf(trail).flatMap(({ way }) => way.beginOf('attempt') ?? way.beginOf('store') ?? []);
  return begun.length === 0 ? undefined : Math.min(...begun);
}

/** The step at which the delivery ended says why. */
function markEnd(span: Span, { outcome }: Trail): void {
  if (!outcome) return;
  if (outcome.reason !== undefined) span.setAttribute(OWN.reason, outcome.reason);
  if (outcome.status < 400) return;
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute(ATTR_ERROR_TYPE, outcome.code);
}

function answerOf({ outcome, status, destination, messageId, event }: Trail): Attributes {
  return {
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
    [OWN.outcome]: outcome?.code,
    [OWN.reason]: outcome?.reason,
    [OWN.destination]: destination,
    [OWN.messageId]: clip(messageId),
    [OWN.event]: clip(event),
  };
}
