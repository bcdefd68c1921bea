/** What the admin port answers beside metrics and probes: the API and the console's page, by Express. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import { createApi, type Api } from './api/router.js';
import { createConsole, type ConsoleParts } from './console/serve-console.js';
import { answerStatus } from './plain-problem.js';

export interface AdminAppParts {
  /** Undefined: it is off. */
  readonly api: Api | undefined;
  /** Left out: there is none. */
  readonly console?: ConsoleParts;
  /** A fault of our own that a request ran into. */
  readonly fault: (error: unknown) => void;
}

export function createAdminApp({ api, console, fault }: AdminAppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  app.use('/api', createApi(api, fault));

  if (console) app.use(createConsole(console));

  app.use((_request, response) => {
    answerStatus(response, 404);
  });

  // Express's own would show the stack.
  const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    fault(error);
    if (response.headersSent) next(error);
    else answerStatus(response, 500);
  };
  app.use(failed);
  return app;
}
