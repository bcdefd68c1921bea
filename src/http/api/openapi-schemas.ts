/** The OpenAPI document's schemas, for what view.ts and problem.ts write. A test holds every answer against them. */
import { OUTCOME_CODES } from '../../model/outcome.js';
import { DEAD_REASONS } from '../../model/trail.js';
import { ROLES } from '../../model/role.js';
import { STEPS, STEP_NAMES } from '../../model/way.js';
import { PROBLEM_CODES } from './problem.js';
import { refusedSchemas } from './refused/refused-schemas.js';
import { jobSchemas } from './jobs/jobs-schemas.js';
import { DEFAULT_RATE, MAX_IDS, MAX_RATE } from './selection.js';

export type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const count: Schema = { type: 'integer', minimum: 0 };
const milliseconds: Schema = { type: 'number', minimum: 0 };
const time: Schema = { type: 'string', format: 'date-time' };
const timeOrNull: Schema = { type: ['string', 'null'], format: 'date-time' };

export function described(schema: Schema, description: string): Schema {
  return { ...schema, description };
}

/** Every member is always there. */
export function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function list(item: string, more: Readonly<Record<string, Schema>> = {}): Schema {
  return object({
    data: { type: 'array', items: ref(item) },
    next: described(
      textOrNull,
      'Give it as `cursor` to get the rest; null if there is none. A page may be short, even empty, and still have a next one.',
    ),
    scope: ref('Scope'),
    ...more,
  });
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

const delivery: Readonly<Record<string, Schema>> = {
  id: described(
    textOrNull,
    'The message id, as the receiver sees it; null if the delivery was refused before it had one.',
  ),
  route: text,
  destination: text,
  sourceId: described(textOrNull, "The provider's own id."),
  event: textOrNull,
  outcome: {
    enum: OUTCOME_CODES,
    description: '`queued` while it waits; what its last attempt came to where it is dead.',
  },
  reason: textOrNull,
  dead: { enum: [...DEAD_REASONS, null], description: 'Why it is a dead letter, if it is one.' },
  receivedAt: time,
  endedAt: timeOrNull,
  nextAttemptAt: timeOrNull,
  attempts: { type: 'array', items: ref('Attempt') },
  bytes: described(count, 'Size of the body.'),
  bodyKept: described({ type: 'boolean' }, 'Whether it can be replayed.'),
};

/** How it came. */
const way: Readonly<Record<string, Schema>> = {
  secret: described(
    textOrNull,
    "Name of the source's secret that matched; null if none did, or it is not known.",
  ),
  scheme: described(textOrNull, 'The scheme it came under; null if it did not verify, or it is not known.'),
  client: described(textOrNull, "The source's address; null if it is not known."),
  steps: described(
    { type: 'array', items: ref('Step') },
    'The way from its receipt to the answer, of the last time if it came again. Each step begins where the one before it ended. Empty if it is not known.',
  ),
  answered: {
    anyOf: [ref('Answered'), { type: 'null' }],
    description: 'What its source was told; null if nobody waited, or it is not known.',
  },
};

/** The delivery that a write acted on, or might. */
const candidate: Readonly<Record<string, Schema>> = {
  id: described(text, 'The message id.'),
  route: text,
  destination: text,
};

export const schemas: Readonly<Record<string, Schema>> = {
  Attempt: object({
    number: { type: 'integer', minimum: 1 },
    at: described(time, 'When it began.'),
    result: { enum: ['accepted', 'retry', 'final', 'timeout', 'unreachable'] },
    reason: described(textOrNull, 'Why, as one word, if the result alone does not say.'),
    status: { type: ['integer', 'null'], description: "The receiver's, if it answered." },
    durationMs: milliseconds,
    answer: described(textOrNull, "The first bytes of the receiver's answer."),
  }),
  Delivery: object(delivery),
  DeliveryDetail: object({
    ...delivery,
    ...way,
    body: described(textOrNull, 'Null if it is not kept.'),
    bodyEncoding: {
      enum: ['utf8', 'base64', null],
      description: '`utf8`: the body is the text itself; `base64`: it is no text.',
    },
  }),
  Step: object({
    step: {
      enum: STEP_NAMES,
      description: `${Object.entries(STEPS)
        .map(([name, says]) => `\`${name}\`: ${says}`)
        .join('; ')}.`,
    },
    startMs: described(milliseconds, 'Since its receipt.'),
    durationMs: milliseconds,
  }),
  Answered: object({
    status: { type: 'integer', minimum: 100, maximum: 599 },
    afterMs: described(milliseconds, 'Since its receipt: all steps together.'),
  }),
  DeliveryList: list('Delivery', {
    note: described(textOrNull, 'What a reader should know: why the list is empty, or what is left out.'),
  }),
  Scope: {
    ...object({
      kind: { enum: ['replica', 'replicas'] },
      replicas: {
        type: 'integer',
        minimum: 1,
        description: 'That share the store, as far as this replica knows.',
      },
      says: described(text, 'In words.'),
    }),
    description: 'How far it reaches: this replica, or all that share the store.',
  },
  Route: object({
    name: text,
    path: described(textOrNull, 'Null takes any path.'),
    mode: { enum: ['direct', 'queued', 'spill'] },
    source: object({ scheme: text }),
    destination: {
      ...object({ name: text, url: described(text, 'Without its query.'), scheme: text }),
      description: 'The first one.',
    },
    paused: {
      enum: ['operator', 'gone', null],
      description: 'By whom: an operator, or the receiver, which answered 410.',
    },
    queue: {
      anyOf: [ref('Queue'), { type: 'null' }],
      description: 'Of the first destination that queues; null if none does.',
    },
    destinations: { type: 'array', minItems: 1, items: ref('Destination') },
  }),
  Destination: object({
    name: text,
    url: described(text, 'Without its query.'),
    scheme: text,
    alsoSign: { type: 'array', items: text, description: 'Further schemes that sign the same request.' },
    mode: { enum: ['direct', 'queued', 'spill'] },
    paused: {
      enum: ['operator', 'gone', null],
      description: 'By whom it or its route is paused.',
    },
    queue: { anyOf: [ref('Queue'), { type: 'null' }], description: 'Null if it does not queue.' },
  }),
  Queue: object({
    waiting: count,
    delayed: described(count, 'Waiting for the time of their next attempt.'),
    active: described(count, 'Being attempted.'),
    dead: count,
    oldest: described(timeOrNull, 'When the oldest pending message was received.'),
    breaker: { enum: ['closed', 'half_open', 'open'] },
  }),
  RouteList: list('Route'),
  QueueList: list('DestinationQueue'),
  Tested: object({
    id: text,
    attempt: ref('Attempt'),
    destinations: {
      type: 'array',
      items: object({ destination: text, id: text, attempt: ref('Attempt') }),
    },
  }),
  Candidate: object(candidate),
  Replayed: object({ ...candidate, replayed: { const: true } }),
  Forgotten: object({ ...candidate, forgotten: { const: true } }),
  Allowed: object({ ...candidate, allowed: { const: true } }),
  ...refusedSchemas,
  RefusedList: list('Refused'),
  Count: object({ count }),
  Revealed: object({
    secrets: {
      type: 'array',
      items: ref('HandedSecret'),
      description:
        'The earliest first, of this replica and of the last 24 hours. Anyone who knows the address can have sent one.',
    },
    pushedOut: described(count, 'How many had to go because more came than are kept.'),
  }),
  HandedSecret: object({
    secret: text,
    client: described(text, 'The address it came from.'),
    receivedAt: described(time, 'When it came last.'),
  }),
  ...jobSchemas,
  JobList: list('Job'),
  Reloaded: object({
    reloaded: described({ type: 'boolean' }, '`false` after a dry run: nothing has changed.'),
    changes: described(
      { type: 'array', items: ref('Change') },
      'What differs from the configuration before, at most 1,000 of them.',
    ),
    more: described(count, 'Changes left out of the list.'),
  }),
  Change: object({
    path: described(text, 'The key; routes stand by their names.'),
    from: described({}, 'As `check` prints it; null if it was not there.'),
    to: described(
      {},
      'null if it is there no more; `changed` if only a part of it that is hidden, such as a secret, is another.',
    ),
  }),
  Configuration: object({
    config: described(
      { type: 'object' },
      'In force, with every default; of secrets only where they come from.',
    ),
    hash: described(text, 'Equal on replicas that run the same configuration.'),
    readAt: described(time, 'When what is in force was read.'),
    from: described(text, '`file PATH`, `env NAME` or `variables`.'),
    warnings: { type: 'array', items: ref('Warning') },
    watched: described(
      { type: 'array', items: ref('WatchedFile') },
      'Files whose changes are noticed; empty if none is watched.',
    ),
    windows: {
      type: 'array',
      items: ref('RouteWindows'),
      description: 'Of each route: its times, and where they do not fit each other.',
    },
    secrets: {
      type: 'array',
      items: ref('SecretInUse'),
      description: 'Each by its place and name, never its value.',
    },
    scope: described(ref('Scope'), 'How far what `secrets` counts reaches.'),
  }),
  Warning: object({ path: text, message: text }),
  WatchedFile: object({
    path: text,
    state: described(
      { enum: ['in_force', 'refused'] },
      '`refused`: what it holds cannot be used, and what it held before is in force.',
    ),
    since: time,
    reason: described(textOrNull, 'What is wrong with it; null unless refused.'),
  }),
  Principal: object({
    name: described(text, "The token's, in the configuration; `_console`: it was made for this run."),
    role: { enum: ROLES },
    actor: described(textOrNull, 'Whom the proxy in front names (`admin.actorHeader`).'),
  }),
  AuditEntry: object({
    at: described(time, 'When it was answered.'),
    what: described(text, '`operationId` of the operation.'),
    on: described(textOrNull, 'The route or delivery in the path.'),
    token: described(text, "The token's name."),
    actor: described(textOrNull, 'Whom the proxy in front named.'),
    client: described(text, 'The address it came from.'),
    count: { type: ['integer', 'null'], minimum: 0, description: 'How many deliveries, if the answer said.' },
    status: described({ type: 'integer', minimum: 200, maximum: 599 }, 'Of the answer.'),
  }),
  AuditList: list('AuditEntry'),
  Empty: { type: 'object', properties: {}, additionalProperties: false },
  Selection: {
    type: 'object',
    description: 'A route, ids, or both; or `all: true` for every dead letter of every route.',
    properties: {
      route: { type: 'string', minLength: 1 },
      ids: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        minItems: 1,
        maxItems: MAX_IDS,
        description: 'Message ids.',
      },
      all: { const: true, description: 'Every dead letter of every route; stands without a filter.' },
      rate: {
        type: 'integer',
        minimum: 1,
        maximum: MAX_RATE,
        default: DEFAULT_RATE,
        description: 'Messages a second.',
      },
    },
    oneOf: [{ anyOf: [{ required: ['route'] }, { required: ['ids'] }] }, { required: ['all'] }],
    additionalProperties: false,
  },
  Problem: {
    type: 'object',
    description: 'RFC 9457.',
    properties: {
      type: described(text, "The code's place in the documentation."),
      title: text,
      status: { type: 'integer', minimum: 400, maximum: 599 },
      code: { enum: PROBLEM_CODES },
      detail: described(text, 'What exactly, and what to do.'),
      parameter: described(text, 'With `invalid_query`: which one.'),
      candidates: {
        type: 'array',
        items: ref('Candidate'),
        description: 'With `ambiguous_id`: the deliveries that may be meant.',
      },
      faults: {
        type: 'array',
        items: object({ path: text, message: text }),
        description: 'With `configuration_faulty`: everything wrong, by key path.',
      },
    },
    required: ['type', 'title', 'status', 'code'],
  },
};
