/** Schemas of refused deliveries in the OpenAPI document. */
import { OUTCOME_CODES } from '../../../model/outcome.js';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const count: Schema = { type: 'integer', minimum: 0 };
const time: Schema = { type: 'string', format: 'date-time' };
const outcome: Schema = { enum: OUTCOME_CODES };

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function described(schema: Schema, description: string): Schema {
  return { ...schema, description };
}

const refused = {
  id: text,
  route: described(text, "The route's name; `_unmatched` for what no route has."),
  receivedAt: described(time, 'When it came first.'),
  outcome,
  reason: described(textOrNull, 'Why, if the outcome alone does not say.'),
  client: described(text, "The source's address."),
  method: text,
  path: described(text, 'Without its query; cut at 256 characters.'),
  nearest: described(textOrNull, 'For what no route has: the route that was meant, if one is near.'),
  messageId: described(textOrNull, 'Null unless its signature held.'),
  count: described({ type: 'integer', minimum: 1 }, 'How often the same came.'),
  bytes: described(count, 'Of the body, as far as it was read.'),
  bodyCut: described({ type: 'boolean' }, 'Whether the body was not read, or not kept, to its end.'),
  shaped: described({ type: 'boolean' }, "Whether a signature came along in the scheme's shape."),
  answer: {
    anyOf: [{ $ref: '#/components/schemas/RefusedAnswer' }, { type: 'null' }],
    description: 'What came of the last try to take it.',
  },
};

export const refusedSchemas: Readonly<Record<string, Schema>> = {
  Refused: object(refused),
  RefusedAnswer: object({
    outcome,
    reason: textOrNull,
    status: described({ type: ['integer', 'null'] }, "The receiver's, if it gave one."),
    at: time,
    job: described(text, 'The job that tried.'),
  }),
  RefusedDetail: object({
    ...refused,
    headers: {
      type: 'array',
      items: { type: 'array', prefixItems: [text, textOrNull], minItems: 2, maxItems: 2 },
      description:
        'Names and values. The value of a signature or a credential is shown as `sha256:1f3c… (64 characters, hex)`; null for a token that may not see values.',
    },
    query: described({ type: 'array', items: text }, 'Names of the parameters.'),
    body: described(textOrNull, 'Null if it is not kept, or may not be seen.'),
    bodyEncoding: {
      enum: ['utf8', 'base64', null],
      description: '`utf8`: the body is the text itself; `base64`: it is no text.',
    },
    explanations: described(
      { type: 'array', items: { $ref: '#/components/schemas/Explanation' } },
      'The likeliest first; empty if there is nothing to say.',
    ),
    expected: {
      anyOf: [{ $ref: '#/components/schemas/Expected' }, { type: 'null' }],
      description:
        'What a genuine delivery of the route brings, as it is configured now; null if no route has it.',
    },
  }),
  Expected: object({
    scheme: text,
    title: text,
    signs: described(textOrNull, 'What is signed, in the words of the scheme language.'),
    parts: {
      type: 'array',
      items: object({
        what: { enum: ['signature', 'time', 'id', 'event', 'version'] },
        header: described(textOrNull, 'The header that it stands in, or null.'),
        json: described(textOrNull, 'Else the JSON pointer into the body, or null.'),
        field: described(textOrNull, 'Else the field of the form that the body is, or null.'),
        form: described(text, 'How it is written; what is different each time stands in ‹ ›.'),
      }),
    },
  }),
  Explanation: object({
    cause: described(text, 'A word of a closed list.'),
    text: described(text, 'What is wrong.'),
    evidence: described(text, 'What shows it.'),
    line: described(textOrNull, 'The line of the configuration that mends it.'),
  }),
};
