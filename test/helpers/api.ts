/** The admin port with an API before operations in memory, on a free port, for one test or a whole file. */
import { createAdminServer } from '../../src/http/admin.js';
import { close, listen, portOf } from '../../src/http/listener.js';
import { FakeOperations } from './operations.js';

export const TOKEN = 'an-admin-token-of-31-characters';

export interface TestApi {
  readonly url: string;
  readonly port: number;
  readonly operations: FakeOperations;
  /** Errors that were told as faults of our own. */
  readonly faults: unknown[];
  /** As a reload would. */
  setToken(token: string | undefined): void;
  stop(): Promise<void>;
}

export async function startApi(operations = new FakeOperations()): Promise<TestApi> {
  let token: string | undefined = TOKEN;
  const faults: unknown[] = [];
  const server = createAdminServer({
    scrape: () => Promise.resolve('# nothing\n'),
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    status: () => ({ listening: true, draining: false, storeUp: true }),
    api: { operations, token: () => token },
    fault: (error) => faults.push(error),
  });
  await listen(server, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    port: portOf(server),
    operations,
    faults,
    setToken(next) {
      token = next;
    },
    async stop() {
      const closed = close(server);
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed, where it is JSON. */
  readonly body: Record<string, unknown>;
}

/** Asks with the token; a body is sent as JSON. */
export async function ask(
  api: Pick<TestApi, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const response = await fetch(api.url + path, {
    method,
    headers: {
      Authorization: `Bearer ${TOKEN}`,
      ...(['POST', 'DELETE'].includes(method) && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /^application\/(?:problem\+)?json$/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}
