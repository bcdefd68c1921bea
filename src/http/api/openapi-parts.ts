/** Parts that the OpenAPI document's paths are made of: parameters, answers, and the problems that any call may come to. */
import { ref } from './openapi-schemas.js';
import { PROBLEMS, type ProblemCode } from './problem.js';
import { DEFAULT_LIMIT, MAX_LIMIT } from './query.js';

export type Part = Readonly<Record<string, unknown>>;

/** What any call may come to. */
const ALWAYS: readonly ProblemCode[] = [
  'api_off',
  'unauthorized',
  'ambiguous_actor',
  'too_many_guesses',
  'method_not_allowed',
  'invalid_query',
  'internal',
];
/** What any call with a body may come to. */
const ANY_BODY: readonly ProblemCode[] = ['unsupported_media_type', 'invalid_body', 'too_large'];

/** Problems as answers: several may share a status. */
function problems(codes: readonly ProblemCode[]): Part {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const description = codes
        .filter((code) => PROBLEMS[code].status === status)
        .map((code) => `\`${code}\`: ${PROBLEMS[code].title}`)
        .join(' ');
      return [
        String(status),
        { description, content: { 'application/problem+json': { schema: ref('Problem') } } },
      ];
    }),
  );
}

function answer(status: number, description: string, schema: Part): Part {
  return { [String(status)]: { description, content: { 'application/json': { schema } } } };
}

export function read(
  operationId: string,
  summary: string,
  schema: Part,
  more: Part = {},
  codes: readonly ProblemCode[] = ['store_unavailable'],
): Part {
  return {
    get: {
      operationId,
      summary,
      ...more,
      responses: { ...answer(200, summary, schema), ...problems([...ALWAYS, ...codes]) },
    },
  };
}

/** Events without end. */
export function stream(
  operationId: string,
  summary: string,
  parameters: readonly Part[],
  codes: readonly ProblemCode[],
): Part {
  const content = { 'text/event-stream': { schema: { type: 'string' } } };
  return {
    get: {
      operationId,
      summary,
      parameters,
      responses: { '200': { description: summary, content }, ...problems([...ALWAYS, ...codes]) },
    },
  };
}

interface Post {
  readonly operationId: string;
  readonly summary: string;
  readonly status?: number;
  readonly answer: string;
  readonly takes?: string;
  /** Whether it has to be given; else it may be left out. */
  readonly needed?: boolean;
  readonly parameters?: readonly Part[];
  readonly codes?: readonly ProblemCode[];
}

export function write({ codes = [], ...post }: Post): Part {
  return ask({ ...post, codes: ['store_unavailable', ...codes] });
}

/** A POST that may change nothing. */
export function ask({
  operationId,
  summary,
  status = 200,
  answer: schema,
  takes = 'Empty',
  needed = false,
  parameters,
  codes = [],
}: Post): Part {
  return {
    post: {
      operationId,
      summary,
      ...(parameters && { parameters }),
      requestBody: {
        description: needed
          ? 'Needed, with its Content-Type.'
          : 'May be left out, with the Content-Type; a body needs it.',
        required: needed,
        content: { 'application/json': { schema: ref(takes) } },
      },
      responses: {
        ...answer(status, summary, ref(schema)),
        ...problems([...ALWAYS, ...ANY_BODY, ...codes]),
      },
    },
  };
}

export function inPath(name: string, description: string): Part {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

export function inQuery(
  name: string,
  description: string,
  schema: Part = { type: 'string', minLength: 1 },
): Part {
  return { name, in: 'query', description, schema };
}

/** What every list that comes in pages takes. */
export const paging: readonly Part[] = [
  inQuery('cursor', '`next` of the page before.'),
  inQuery('limit', 'How many at most.', {
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
  }),
];
