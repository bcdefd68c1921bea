/**
 * `/api` on the admin port. It checks token, path, method, role, query and body in this order, then gives one answer, and
 * has every write noted.
 */
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import type { Operations } from '../../operate/operations.js';
import { StoreUnavailable } from '../../line/claim/claim-store.js';
import { may } from '../../model/role.js';
import { send } from '../respond.js';
import { countIn, operationOf, writeAt, type Audit } from './audited.js';
import { readBody } from './body.js';
import { isWrite, type Endpoint, type Reply } from './endpoint.js';
import { ENDPOINTS } from './endpoints.js';
import type { Guesses } from './guesses.js';
import { principalOf, type Access, type Principal } from './principal.js';
import { Problem } from './problem.js';
import { readQuery } from './query.js';

export interface Api {
  readonly operations: Operations;
  /** Read at each request: a reload may bring another. */
  readonly access: () => Access;
  readonly audit: Audit;
  readonly guesses: Pick<Guesses, 'wrong'>;
}

const RETRY_AFTER_S = 5;
/** Under which the router keeps who asks. */
const PRINCIPAL = 'principal';

type Fault = (error: unknown) => void;

/**
 * @param api undefined: the API is off.
 * @param fault told of errors that are nobody's mistake but ours.
 */
export function createApi(api: Api | undefined, fault: Fault): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use(async (request, response, next) => {
    response.locals[PRINCIPAL] = await admitted(request, response, api);
    next();
  });
  if (api) addEndpoints(router, api, fault);
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

/** @throws Problem (rejects); late, if wrong tokens came before */
async function admitted(request: Request, response: Response, api: Api | undefined): Promise<Principal> {
  try {
    return principalOf(request, api?.access());
  } catch (error) {
    if (api) {
      const write = writeAt(request.method, request.path, ENDPOINTS);
      if (write) api.audit.refused(operationOf(write));
      if (isGuess(error, request))
        await api.guesses.wrong(api.access().clientAddress(request), goneOf(response));
    }
    throw error;
  }
}

/** Without a token nothing was guessed. */
function isGuess(error: unknown, { headers }: Request): boolean {
  return error instanceof Problem && error.code === 'unauthorized' && headers.authorization !== undefined;
}

function goneOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}

/** What else comes to a path than its methods is not allowed. */
function addEndpoints(router: Router, api: Api, fault: Fault): void {
  for (const endpoint of ENDPOINTS) {
    router[endpoint.method](endpoint.path, (request, response) =>
      serve(endpoint, api, request, response, fault),
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
  endpoint: Endpoint,
  api: Api,
  request: Request,
  response: Response,
  fault: Fault,
): Promise<void> {
  const principal = response.locals[PRINCIPAL] as Principal;
  const writes = isWrite(endpoint);
  if (!may(principal.role, endpoint.role)) {
    if (writes) api.audit.refused(operationOf(endpoint));
    throw new Problem(
      'forbidden_role',
      `it takes the role ${endpoint.role}; the token ${principal.name} has the role ${principal.role}`,
    );
  }
  const replying = replyTo(endpoint, api.operations, request, principal);
  const reply = writes
    ? await noted(replying, endpoint, api.audit, request, principal, fault)
    : await replying;
  if (reply?.stream) reply.stream(response);
  else if (reply) answer(response, reply.status, 'application/json', reply.body);
}

/** @returns undefined if the client went away. @throws Problem and others (rejects) */
async function replyTo(
  { method, query: known = [], members = [], handle }: Endpoint,
  operations: Operations,
  request: Request,
  principal: Principal,
): Promise<Reply | undefined> {
  const query = readQuery(request.url, known);
  const body = method === 'get' ? new Map<string, unknown>() : await readBody(request, members);
  return (
    body && handle(operations, { subject: subjectOf(request), query, body, role: principal.role, principal })
  );
}

function subjectOf({ params }: Request): string {
  const [subject = ''] = Object.values(params);
  return String(subject);
}

/** The same reply, once the audit has heard of it; of a failure too. */
async function noted(
  replying: Promise<Reply | undefined>,
  endpoint: Endpoint,
  audit: Audit,
  request: Request,
  { name, actor, client }: Principal,
  fault: Fault,
): Promise<Reply | undefined> {
  const note = (status: number, count: number | null, on = subjectOf(request) || null): void => {
    audit.wrote({ what: operationOf(endpoint), on, token: name, actor, client, count, status });
  };
  try {
    const reply = await replying;
    if (reply) {
      const { status, body, audit: said } = reply;
      note(status, said ? said.count : countIn(body), said?.on);
    }
    return reply;
  } catch (error) {
    const problem = problemOf(error, fault);
    note(problem.status, null);
    throw problem;
  }
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
