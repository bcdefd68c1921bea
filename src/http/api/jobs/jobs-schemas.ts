/** The OpenAPI document's schemas of jobs. */
import { TIME } from '../query.js';
import { JOB_STATES } from '../../../operate/jobs/job-store.js';
import { JOB_KINDS } from '../../../operate/jobs/work.js';
import { OUTCOME_CODES } from '../../../model/outcome.js';
import { MAX_IDS, MAX_RATE } from '../selection.js';
import { DEFAULT_JOB_RATE } from './job-request.js';

type Schema = Readonly<Record<string, unknown>>;

const given: Schema = { type: 'string', minLength: 1 };
const textOrNull: Schema = { type: ['string', 'null'] };
const count: Schema = { type: 'integer', minimum: 0 };
const time: Schema = { type: 'string', format: 'date-time' };
const timeOrNull: Schema = { type: ['string', 'null'], format: 'date-time' };
const rate: Schema = { type: 'integer', minimum: 1, maximum: MAX_RATE, description: 'Items a second.' };
const outcomes = ['dead', ...OUTCOME_CODES];

const matches: Schema = {
  type: 'object',
  description: 'How many the filter matched, by outcome; `body_not_kept` cannot be sent and takes no part.',
  additionalProperties: count,
};

/** Every member is always there. */
function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function described(schema: Schema, description: string): Schema {
  return { ...schema, description };
}

export const jobSchemas: Readonly<Record<string, Schema>> = {
  JobRequest: {
    type: 'object',
    properties: {
      do: {
        enum: JOB_KINDS,
        description: '`redrive` sends dead letters again, `verify` judges refused deliveries again.',
      },
      filter: { $ref: '#/components/schemas/JobFilterGiven' },
      all: {
        const: true,
        description: 'Everything; stands without a filter (with `drop`: beside `outcome`).',
      },
      rate: { ...rate, default: DEFAULT_JOB_RATE },
      dryRun: { type: 'boolean', default: false, description: 'Counts what matches, and changes nothing.' },
    },
    required: ['do'],
    additionalProperties: false,
  },
  JobFilterGiven: {
    type: 'object',
    description: 'What all of it fits. What comes later takes no part.',
    properties: {
      route: given,
      destination: given,
      outcome: {
        enum: outcomes,
        description:
          'A replay without it leaves out what was accepted. `drop` needs it: `dead` for dead letters, `queued` for what is pending.',
      },
      event: given,
      since: described(given, `Received then or later: ${TIME}.`),
      until: described(given, `Received then or before: ${TIME}.`),
      ids: { type: 'array', items: given, minItems: 1, maxItems: MAX_IDS, description: 'Message ids.' },
      reason: described(given, 'Why it is dead (`redrive`, `drop`), or was refused (`verify`).'),
      client: described(given, 'With `verify`: the address that it came from.'),
    },
    additionalProperties: false,
  },
  JobStarted: object({ id: described(textOrNull, 'Null after a dry run.'), matches }),
  JobFilter: object({
    route: textOrNull,
    destination: textOrNull,
    outcome: { enum: [...outcomes, null] },
    event: textOrNull,
    since: timeOrNull,
    until: timeOrNull,
    ids: { type: ['array', 'null'], items: { type: 'string' } },
    reason: textOrNull,
    client: textOrNull,
  }),
  Job: object({
    id: { type: 'string' },
    do: { enum: JOB_KINDS },
    filter: { $ref: '#/components/schemas/JobFilter' },
    rate,
    state: { enum: JOB_STATES, description: '`failed`: the job itself could not go on.' },
    matches,
    done: described(count, 'Sent means on their way: what the receiver says, the log tells.'),
    left: count,
    failed: count,
    skipped: described(count, 'Needed nothing any more, are gone, or have no body.'),
    by: { type: 'string', description: 'The name of the token that asked for it.' },
    startedAt: time,
    endedAt: timeOrNull,
    error: textOrNull,
  }),
};
