/**
 * The admin port. Metrics, health and readiness need no store and no token and are answered here; the API and the
 * console's page are loaded with the first request for them: most sidecars never get one.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AdminAppParts } from './admin-app.js';
import { answerStatus } from './plain-problem.js';
import { send } from './respond.js';
import { createPort, type PortTls } from './secure.js';

export interface AdminParts extends AdminAppParts {
  readonly scrape: () => Promise<string>;
  readonly contentType: string;
  readonly status: () => {
    readonly listening: boolean;
    readonly draining: boolean;
    readonly storeUp: boolean;
  };
  /** Left out: plain HTTP. */
  readonly tls?: PortTls | undefined;
}

type App = (request: IncomingMessage, response: ServerResponse) => unknown;
type Answer = (query: URLSearchParams, response: ServerResponse) => Promise<void> | void;

export function createAdminServer({ tls, ...parts }: AdminParts): Server {
  const answers = answersOf(parts);
  let app: Promise<App> | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    if (parts.status().draining) response.setHeader('Connection', 'close');
    const own = answers.get(nameOf(path));
    if (!own) {
      app ??= import('./admin-app.js').then(({ createAdminApp }) => createAdminApp(parts));
      (await app)(request, response);
      return;
    }
    if (request.method === 'GET' || request.method === 'HEAD')
      await own(new URLSearchParams(query), response);
    else answerStatus(response, 405, ['Allow', 'GET, HEAD']);
  }

  return createPort({ headersTimeout: 10_000, requestTimeout: 15_000 }, tls, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      parts.fault(error);
      if (response.headersSent) response.destroy();
      else answerStatus(response, 500);
    });
  });
}

/** Probes are written by hand: case and a slash at the end do not matter. */
function nameOf(path: string): string {
  return path.toLowerCase().replace(/\/$/, '');
}

function answersOf({ scrape, contentType, status }: AdminParts): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    [
      '/metrics',
      async (_query, response) => {
        answerText(response, 200, contentType, await scrape());
      },
    ],
    [
      '/healthz',
      (_query, response) => {
        answerJson(response, 200, { status: 'alive' });
      },
    ],
    [
      '/readyz',
      // A lost store does not make the gateway unready: it answers 503 by itself and providers come again, while taking
      // all replicas out of service would only turn those answers into refused connections. `?strict` is for those who
      // differ.
      (query, response) => {
        const { listening, draining, storeUp } = status();
        const ready = listening && !draining && (storeUp || !query.has('strict'));
        answerJson(response, ready ? 200 : 503, {
          status: draining ? 'draining' : listening ? 'ready' : 'starting',
          store: storeUp ? 'up' : 'down',
        });
      },
    ],
  ]);
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  answerText(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

function answerText(response: ServerResponse, status: number, type: string, text: string): void {
  send(response, status, ['Content-Type', type], Buffer.from(text));
}
