/** The overview's endpoints and schemas in the OpenAPI document. */
import { OUTCOME_CODES } from '../../../model/outcome.js';
import { inQuery, read, stream } from '../openapi-parts.js';
import { described, object, ref, type Schema } from '../openapi-schemas.js';

const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const countOrNull: Schema = { type: ['integer', 'null'], minimum: 0 };
const time: Schema = { type: 'string', format: 'date-time' };
const timeOrNull: Schema = { type: ['string', 'null'], format: 'date-time' };
const ms: Schema = {
  type: ['number', 'null'],
  minimum: 0,
  description: 'Milliseconds; null if nothing was counted.',
};
const tally = (description: string): Schema => ({
  type: 'object',
  additionalProperties: { type: 'integer', minimum: 0 },
  description,
});

const outcomes = tally('Deliveries by outcome; those with 0 are left out.');

export const overviewPaths = {
  '/overview': read(
    'getOverview',
    'The last hour of every route, what waits, and what needs an operator. While the store does not answer, this replica alone.',
    ref('Overview'),
    {},
    [],
  ),
  '/tail': stream(
    'tailDeliveries',
    'Deliveries as they end at this replica, as server-sent events: `start` with the scope, `delivery` and `attempt` with a Delivery each, `gap` with how many a slow reader missed, `end` when the gateway drains. A comment every 15 seconds says that it goes on.',
    [
      inQuery('route', 'Of this route only.'),
      inQuery('destination', 'Of this destination only.'),
      inQuery('outcome', 'An outcome, or `dead` for every dead letter.', {
        enum: ['dead', ...OUTCOME_CODES],
      }),
      inQuery('event', "The event's name."),
      inQuery('id', "The message id or the provider's."),
    ],
    ['too_many_tails'],
  ),
} as const;

export const overviewSchemas: Readonly<Record<string, Schema>> = {
  Overview: object({
    scope: ref('Scope'),
    version: text,
    startedAt: described(time, 'Of this replica.'),
    draining: { type: 'boolean' },
    store: object({
      kind: { enum: ['memory', 'redis'] },
      up: { type: 'boolean' },
      reason: described(textOrNull, 'Why it does not answer, as one word.'),
    }),
    replicas: { type: 'array', items: ref('Replica'), description: 'This one first.' },
    config: object({ hash: text, readAt: time }),
    routes: { type: 'array', items: ref('RouteOverview') },
    attention: { type: 'array', items: ref('Attention'), description: 'The gravest first.' },
  }),
  Replica: object({ id: text, version: text, startedAt: time, configHash: textOrNull }),
  RouteOverview: object({
    name: text,
    path: described(textOrNull, 'Null takes any path.'),
    mode: { enum: ['direct', 'queued', 'spill'] },
    scheme: text,
    log: described({ enum: ['memory', 'store', 'off'] }, 'Where its deliveries are noted.'),
    url: described(
      text,
      'To give to the provider: `source.publicUrl`, or the path with YOUR-HOST in the place of the host, which the gateway does not know.',
    ),
    waitingForFirst: described(
      { type: 'boolean' },
      'No genuine delivery was seen yet; false while the store does not answer.',
    ),
    askedNone: {
      type: 'array',
      items: object({ t: described(time, 'When the minute begins.'), outcomes }),
      maxItems: 60,
      description:
        'Deliveries of the hour that ended before one of several destinations was asked, such as refused ones and duplicates; minutes without any are left out. Always empty with one destination, which has all of them.',
    },
    refused: tally(
      'Refused deliveries of the hour by reason, as `webhook_gateway_refused_total` has it: the outcome where that says all.',
    ),
    letOn: described(
      {
        ...object({
          until: described(time, 'The route enforces from here on.'),
          genuine: described({ type: 'integer', minimum: 0 }, 'Deliveries of the hour that verified.'),
          wouldBeRefused: tally(
            'Those that went on although they do not verify, by the outcome they would have ended in.',
          ),
        }),
        type: ['object', 'null'],
      },
      'What `source.reportOnly` let on; null if the route enforces by its configuration.',
    ),
    sendLine: described(
      textOrNull,
      'A command that sends a genuine test event, for the machine of the gateway; null if the scheme cannot be signed there.',
    ),
    destinations: { type: 'array', items: ref('DestinationOverview') },
  }),
  DestinationOverview: object({
    name: text,
    mode: { enum: ['direct', 'queued', 'spill'] },
    url: described(text, 'Without its query.'),
    minutes: {
      type: 'array',
      items: object({
        t: described(time, 'When it begins.'),
        outcomes,
        attempts: tally('Attempts at the receiver by result, those of the queue too.'),
      }),
      minItems: 60,
      maxItems: 60,
      description: 'The last sixty, the earliest first.',
    },
    latency: object({
      ours: described(object({ p50: ms, p99: ms }), "The gateway's own part of a delivery in the hour."),
      receiver: described(object({ p50: ms, p99: ms }), 'An attempt in the hour.'),
    }),
    backlog: described(
      countOrNull,
      'Messages that wait or are being attempted; null if the route does not queue.',
    ),
    oldest: described(timeOrNull, 'When the oldest pending message was received.'),
    dead: countOrNull,
    breaker: {
      enum: ['closed', 'half_open', 'open', null],
      description: 'As this replica sees the receiver.',
    },
    paused: { enum: ['operator', 'gone', null] },
    lastAccepted: described(timeOrNull, 'Within the hour.'),
  }),
  Attention: object({
    severity: { enum: ['critical', 'warning', 'info'] },
    route: described(textOrNull, 'Null if it is about the gateway.'),
    says: text,
    link: described(text, 'Where it is written what to do.'),
  }),
};
