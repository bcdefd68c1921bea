/**
 * The admin port: metrics, health, readiness and the console's page, which need no store and no token, and the API, which
 * needs both.
 */
import express, { type ErrorRequestHandler } from 'express';
import type { Server } from 'node:http';
import { createPort, type PortTls } from './secure.js';
import { createApi, type Api } from './api/router.js';
import { createConsole, type ConsoleParts } from './console/serve-console.js';
import { answerStatus } from './plain-problem.js';

export interface AdminParts {
  readonly scrape: () => Promise<string>;
  readonly contentType: string;
  readonly status: () => {
    readonly listening: boolean;
    readonly draining: boolean;
    readonly storeUp: boolean;
  };
  /** Undefined: it is off. */
  readonly api: Api | undefined;
  /** Left out: there is none. */
  readonly console?: ConsoleParts;
  /** A fault of our own that a request ran into. */
  readonly fault: (error: unknown) => void;
  /** Left out: plain HTTP. */
  readonly tls?: PortTls | undefined;
}

export function createAdminServer({
  scrape,
  contentType,
  status,
  api,
  console,
  fault,
  tls,
}: AdminParts): Server {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  app.use((_request, response, next) => {
    if (status().draining) response.setHeader('Connection', 'close');
    next();
  });

  app.get('/metrics', async (_request, response) => {
    response.setHeader('Content-Type', contentType);
    response.end(await scrape());
  });

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });

  // A lost store does not make the gateway unready: it answers 503 by itself and providers come again, while taking all
  // replicas out of service would only turn those answers into refused connections. `?strict` is for those who differ.
  app.get('/readyz', (request, response) => {
    const { listening, draining, storeUp } = status();
    const strict = request.query['strict'] !== undefined;
    const ready = listening && !draining && (storeUp || !strict);
    response.status(ready ? 200 : 503).json({
      status: draining ? 'draining' : listening ? 'ready' : 'starting',
      store: storeUp ? 'up' : 'down',
    });
  });

  app.use('/api', createApi(api, fault));

  if (console) app.use(createConsole(console));

  app.use((request, response) => {
    if (['/metrics', '/healthz', '/readyz'].includes(request.path))
      answerStatus(response, 405, ['Allow', 'GET, HEAD']);
    else answerStatus(response, 404);
  });

  // Express's own would show the stack.
  const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    fault(error);
    if (response.headersSent) next(error);
    else answerStatus(response, 500);
  };
  app.use(failed);

  return createPort({ headersTimeout: 10_000, requestTimeout: 15_000 }, tls, app);
}
