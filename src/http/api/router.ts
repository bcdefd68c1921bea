/** `/api` on the admin port. It checks token, path, method, query and body in this order, then gives one answer. */
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import type { Operations } from '../../operate/operations.js';
import { StoreUnavailable } from '../../line/claim/claim-store.js';
import { send } from '../respond.js';
import { readBody } from './body.js';
import type { Endpoint } from './endpoint.js';
import { ENDPOINTS } from './endpoints.js';
import { Problem } from './problem.js';
import { readQuery } from './query.js';
import { authorize } from './token.js';

export interface Api {
  readonly operations: Operations;
  /** Read at each request: a reload may bring another. Undefined switches the API off. */
  readonly token: () => string | undefined;
}

const RETRY_AFTER_S = 5;

/**
 * @param api undefined: the API is off.
 * @param fault told of errors that are nobody's mistake but ours.
 */
export function createApi(api: Api | undefined, fault: (error: unknown) => void): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use((request, _response, next) => {
    authorize(request, api?.token());
    next();
  });
  if (api) addEndpoints(router, api.operations);
  router.use(() => {
    throw new Problem('not_found', 'GET /api/openapi.json lists what there is');
  });
  const refuse: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error);
    else answerProblem(response, problemOf(error, fault));
  };
  router.use(refuse);
  return router;
}

/** What else comes to a path than its methods is not allowed. */
function addEndpoints(router: Router, operations: Operations): void {
  for (const endpoint of ENDPOINTS) {
    router[endpoint.method](endpoint.path, (request, response) =>
      serve(endpoint, operations, request, response),
    );
  }
  for (const path of new Set(ENDPOINTS.map((endpoint) => endpoint.path))) {
    const methods = ENDPOINTS.filter((endpoint) => endpoint.path === path).map(({ method }) => ALLOW[method]);
    const allow = methods.join(', ');
    router.all(path, () => {
      throw new Problem('method_not_allowed', `allowed: ${allow}`, { headers: ['Allow', allow] });
    });
  }
}

/** Express answers HEAD where there is a GET. */
const ALLOW: Readonly<Record<Endpoint['method'], string>> = {
  get: 'GET, HEAD',
  post: 'POST',
  delete: 'DELETE',
};

async function serve(
  { method, query: known = [], members = [], handle }: Endpoint,
  operations: Operations,
  request: Request,
  response: Response,
): Promise<void> {
  const query = readQuery(request.url, known);
  const body = method === 'get' ? new Map<string, unknown>() : await readBody(request, members);
  if (!body) return;
  const [subject = ''] = Object.values(request.params);
  const reply = await handle(operations, { subject: String(subject), query, body, role: 'operator' });
  answer(response, reply.status, 'application/json', reply.body);
}

function problemOf(error: unknown, fault: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable) {
    return new Problem('store_unavailable', `${error.message}; try again`, {
      headers: ['Retry-After', String(RETRY_AFTER_S)],
    });
  }
  // What Express throws for a `%` that means nothing.
  if (error instanceof URIError) return new Problem('invalid_path', 'not percent-encoded UTF-8');
  fault(error);
  return new Problem('internal');
}

function answerProblem(response: Response, problem: Problem): void {
  answer(response, problem.status, 'application/problem+json', problem, problem.headers);
}

function answer(
  response: Response,
  status: number,
  type: string,
  body: unknown,
  more: readonly string[] = [],
): void {
  const headers = ['Content-Type', type, 'Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff'];
  const { req: request } = response;
  const announced =
    Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'];
  // What was not read of a body would be taken for the next request.
  if (announced && !request.complete) headers.push('Connection', 'close');
  send(response, status, [...headers, ...more], Buffer.from(JSON.stringify(body)));
}
