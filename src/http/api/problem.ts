/** The API's refusals: RFC 9457 documents with a `code` from one closed catalogue. */

export const PROBLEMS = {
  api_off: { status: 404, title: 'The API is off.' },
  unauthorized: { status: 401, title: 'The API takes its own bearer token only.' },
  forbidden_role: { status: 403, title: 'This token may not do that.' },
  ambiguous_actor: { status: 400, title: 'The header that names who acts came more than once.' },
  too_many_guesses: { status: 429, title: 'Too many wrong tokens came; a right one is answered at once.' },
  not_found: { status: 404, title: 'The API has no such path.' },
  unknown_delivery: { status: 404, title: 'The log has no delivery with this id.' },
  unknown_refused: { status: 404, title: 'No refused delivery that is kept has this id.' },
  unknown_route: { status: 404, title: 'No route has this name.' },
  unknown_job: { status: 404, title: 'No job has this id.' },
  method_not_allowed: { status: 405, title: 'The path does not take this method.' },
  ambiguous_id: {
    status: 409,
    title: 'The id is not signed, or several deliveries have it, so it takes more to say which one is meant.',
  },
  body_not_kept: { status: 409, title: 'The body of this delivery is not kept, so it cannot be sent again.' },
  too_many_jobs: { status: 409, title: 'As many jobs run as may at once.' },
  too_many_tails: { status: 429, title: 'As many tails are open at this replica as may be.' },
  too_many_translations: {
    status: 429,
    title: 'As many bodies are being translated at this replica as may be at once.',
  },
  invalid_path: { status: 400, title: 'The path cannot be decoded.' },
  invalid_query: { status: 400, title: 'The query cannot be taken.' },
  invalid_body: { status: 400, title: 'The body cannot be taken.' },
  too_large: { status: 413, title: 'The body is larger than the API takes.' },
  unsupported_media_type: { status: 415, title: 'A body is application/json.' },
  configuration_faulty: {
    status: 422,
    title: 'The configuration is faulty; the one before it stays in force.',
  },
  internal: { status: 500, title: 'The gateway ran into a fault of its own; its log has it.' },
  store_unavailable: { status: 503, title: 'The store does not answer.' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

export interface ProblemMore {
  /** Header names and values in turn. */
  readonly headers?: readonly string[];
  /** Further members of the document. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Thrown anywhere in the API; the router answers it. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly headers: readonly string[];
  readonly #members: Readonly<Record<string, unknown>>;

  /** @param detail what exactly, and what to do; never a secret. */
  constructor(code: ProblemCode, detail?: string, { headers = [], members = {} }: ProblemMore = {}) {
    super(detail ?? PROBLEMS[code].title);
    this.name = 'Problem';
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.headers = headers;
    this.#members = { ...(detail !== undefined && { detail }), ...members };
  }

  /** `type` is the code's place in the documentation that ships with the gateway. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { code, status } = this;
    const { title } = PROBLEMS[code];
    return { type: `/docs/operations.md#problem-${code}`, title, status, code, ...this.#members };
  }
}
