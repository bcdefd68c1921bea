/** The queues' endpoint and schemas in the OpenAPI document. */
import { DUE_SPANS_MS, MOST_DEAD_READ } from '../../../operate/queue-operations.js';
import { inQuery, read } from '../openapi-parts.js';
import { described, object, ref, type Schema } from '../openapi-schemas.js';

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const time: Schema = { type: 'string', format: 'date-time' };
const timeOrNull: Schema = { type: ['string', 'null'], format: 'date-time' };
const spans = DUE_SPANS_MS.length + 1;

export const queuePaths = {
  '/queue': read(
    'listQueues',
    'Of each destination that queues: what waits, what is due when, and why what is dead died.',
    ref('QueueList'),
    {
      parameters: [
        inQuery('route', 'Of this route only.'),
        inQuery('destination', 'Of this destination only.'),
      ],
    },
    ['unknown_route', 'store_unavailable'],
  ),
} as const;

export const queueSchemas: Readonly<Record<string, Schema>> = {
  DestinationQueue: object({
    route: text,
    destination: text,
    mode: described(
      { enum: ['queued', 'spill'] },
      'What was left by a destination that is not configured any more, or queues no longer, is delivered as `queued`.',
    ),
    paused: { enum: ['operator', 'gone', null], description: 'By whom it or its route is paused.' },
    breaker: {
      enum: ['closed', 'half_open', 'open'],
      description: 'As this replica sees the receiver.',
    },
    waiting: described(count, 'Messages that are due and wait for a worker.'),
    delayed: described(count, 'Waiting for the time of their next attempt.'),
    active: described(count, 'Being attempted.'),
    dead: count,
    oldest: described(timeOrNull, 'When the oldest pending message was received.'),
    due: {
      type: 'array',
      items: ref('Due'),
      minItems: spans,
      maxItems: spans,
      description:
        'What waits, by the time of its next attempt: due already, within 1 minute, 5, 15, 1 hour, 6, 24, and later. Its sum is that of `waiting` and `delayed`.',
    },
    deadBy: {
      type: 'object',
      additionalProperties: count,
      description: `The newest ${MOST_DEAD_READ.toLocaleString('en')} dead letters by reason, as \`dead\` of a delivery has it; those with 0 are left out.`,
    },
    deadByCut: described({ type: 'boolean' }, 'Whether there are more dead letters than `deadBy` counts.'),
  }),
  Due: object({
    from: described(
      time,
      'By the clock of the store. Of the first span it is `until`: what is due already is due since any time.',
    ),
    until: described(timeOrNull, 'Null of the last span, which has no end.'),
    count,
  }),
};
