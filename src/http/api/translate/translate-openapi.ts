/** The endpoint that translates a pasted body, in the OpenAPI document. */
import { OUTCOME_CODES } from '../../../model/outcome.js';
import { ask, inPath } from '../openapi-parts.js';
import { described, object, ref, type Schema } from '../openapi-schemas.js';
import { MAX_HEADERS } from './pasted.js';

const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const given: Schema = { type: 'string', minLength: 1 };

export const translatePaths = {
  '/routes/{name}/translate': ask({
    operationId: 'translateBody',
    summary:
      'What each destination would get of a body, or why there is nothing for it. Nothing is sent, stored or noted, and no signature is needed.',
    answer: 'Translated',
    takes: 'Pasted',
    needed: true,
    parameters: [inPath('name', "The route's name.")],
    codes: ['unknown_route', 'invalid_path', 'too_many_translations'],
  }),
} as const;

export const translateSchemas: Readonly<Record<string, Schema>> = {
  Pasted: {
    type: 'object',
    description: 'A delivery as the source would send it.',
    properties: {
      body: text,
      bodyEncoding: {
        enum: ['utf8', 'base64'],
        default: 'utf8',
        description: '`base64` for bytes that are no text.',
      },
      headers: {
        type: 'object',
        additionalProperties: text,
        maxProperties: MAX_HEADERS,
        description: 'Values by name. Without a Content-Type it is `application/json`.',
      },
      event: described(
        given,
        "The event's name, where the source's scheme reads it in a header; it replaces the one that came.",
      ),
      id: described(
        { type: 'string', minLength: 1, maxLength: 256 },
        'The message id; left out: the one that the gateway would make.',
      ),
      destination: described(given, 'This one alone; left out: all of the route.'),
    },
    required: ['body'],
    additionalProperties: false,
  },
  Translated: object({
    destinations: { type: 'array', minItems: 1, items: ref('TranslatedFor') },
  }),
  TranslatedFor: object({
    destination: text,
    url: described(text, 'Without what may be a token.'),
    outcome: {
      enum: [...OUTCOME_CODES, null],
      description: 'In which the delivery would end here without a request; null if there is one.',
    },
    reason: described(textOrNull, "The outcome's."),
    says: described(textOrNull, 'More of it, in words that may repeat a value of the body.'),
    method: { const: 'POST' },
    headers: {
      type: 'array',
      items: { type: 'array', prefixItems: [text, text], minItems: 2, maxItems: 2 },
      description:
        'Names and values of a first attempt. Signatures, and values that the configuration adds, are `[redacted]`.',
    },
    body: described(textOrNull, 'Null if there is none for it.'),
    bodyEncoding: {
      enum: ['utf8', 'base64', null],
      description: '`utf8`: the body is the text itself; `base64`: it is no text.',
    },
    changed: described({ type: 'boolean' }, 'Whether its bytes are others than those that were given.'),
  }),
};
