/** The configuration's endpoints in the OpenAPI document, and the schemas of what is worked out of it. */
import { inQuery, read, write } from './openapi-parts.js';
import { SECRET_USES } from '../../operate/configuration.js';
import { described, object, ref, type Schema } from './openapi-schemas.js';

export const configPaths = {
  '/config': read(
    'getConfig',
    'The configuration in force, for people: every secret only as the place that it comes from.',
    ref('Configuration'),
  ),
  '/reload': write({
    operationId: 'reload',
    summary: 'Reads the configuration again, as SIGHUP does: whole, or not at all. Says what changed.',
    answer: 'Reloaded',
    parameters: [
      inQuery('dryRun', '`true`: only says what would change.', { type: 'string', enum: ['true', 'false'] }),
    ],
    codes: ['configuration_faulty'],
  }),
} as const;

const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const ms: Schema = { type: 'integer', minimum: 0 };
const msOrNull: Schema = { type: ['integer', 'null'], minimum: 0 };

export const configSchemas: Readonly<Record<string, Schema>> = {
  RouteWindows: {
    ...object({
      route: text,
      scheme: described(text, "The source's."),
      toleranceMs: described(
        msOrNull,
        'How old a signed time may be; null if none is signed, or any age is taken.',
      ),
      retries: {
        type: 'array',
        items: ms,
        description: 'Of the provider, each from its first delivery on; empty if it never retries.',
      },
      dedupeMs: described(msOrNull, 'How long a delivery is remembered; null if dedupe is off.'),
      deadlineMs: described(ms, 'After which the source is answered.'),
      destinations: { type: 'array', items: ref('DestinationWindows') },
      gaps: {
        type: 'array',
        items: ref('Gap'),
        description: 'Where these times do not fit each other: those of `warnings` that are about them.',
      },
    }),
    description: "A route's times, all in milliseconds.",
  },
  DestinationWindows: object({
    name: text,
    mode: { enum: ['direct', 'queued', 'spill'] },
    scheduleMs: {
      type: 'array',
      items: ms,
      description:
        'Our attempts, each from the first one on, which with `spill` is the direct one; without what chance and the receiver add. Empty if nothing is stored.',
    },
    lastAttemptMs: described(
      msOrNull,
      'The last one that is made before the message is older than `delivery.maxAge`; null if nothing is stored.',
    ),
  }),
  Gap: object({ says: text, key: described(text, 'The key path.') }),
  SecretInUse: object({
    route: described(textOrNull, 'Null if it belongs to none.'),
    destination: described(textOrNull, 'Null if it belongs to none.'),
    use: { enum: SECRET_USES },
    name: text,
    from: described(text, '`env NAME`, `file PATH` or `inline`.'),
    verified: described(
      { type: ['integer', 'null'], minimum: 0 },
      'Deliveries of the last hour that verified under it; null unless `use` is `source`.',
    ),
    share: {
      type: ['number', 'null'],
      minimum: 0,
      maximum: 1,
      description: 'Of all deliveries of the route that verified in the hour; null if there was none.',
    },
    lastUsed: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'Within the hour.',
    },
  }),
};
