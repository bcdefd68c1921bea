/** A span for the storing of a message, as a part of its delivery's trace. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { StoreUnavailable } from '../../line/claim/claim-store.js';
import type { Queue } from '../../line/hand-over/durable-queue.js';
import type { AttemptParts } from './attempt-spans.js';
import { OWN } from './names.js';
import { below, contextOf } from './span-context.js';

export function withStoreSpans({ tracer, wall, now }: AttemptParts, queue: Queue, route: string): Queue {
  return {
    async put(message, seat) {
      const { id, trace } = message.message;
      const attributes = { [OWN.route]: route, [OWN.messageId]: id };
      const begun = { kind: SpanKind.PRODUCER, startTime: wall(now()), attributes };
      const span = tracer.startSpan('store', begun, below(contextOf(trace)));
      try {
        return await queue.put(message, seat);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute(ATTR_ERROR_TYPE, error instanceof StoreUnavailable ? error.reason : 'internal');
        throw error;
      } finally {
        span.end(wall(now()));
      }
    },
    bury: (message) => queue.bury(message),
    delayAfterFirst: (result, receivedAt) => queue.delayAfterFirst(result, receivedAt),
    attempted: (result) => {
      queue.attempted(result);
    },
    get reachable() {
      return queue.reachable;
    },
    endedLate: (key, armedAt, result) => queue.endedLate(key, armedAt, result),
  };
}
