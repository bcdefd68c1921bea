/** The admin port with an API before operations in memory, on a free port, for one test or a whole file. */
import { createAdminServer } from '../../src/http/admin.js';
import { tooManyGuesses } from '../../src/http/api/guesses.js';
import type { PortTls } from '../../src/http/secure.js';
import type { Access, ApiToken } from '../../src/http/api/principal.js';
import type { AuditedWrite } from '../../src/model/audit.js';
import type { Role } from '../../src/model/role.js';
import { close, listen, portOf } from '../../src/http/listener.js';
import { FakeOperations } from './operations.js';
import { exchange, requestText } from './raw.js';

export const TOKEN = 'an-admin-token-of-31-characters';

/** The tokens of an API under test, by role. */
export const TOKENS: Readonly<Record<Role, string>> = {
  viewer: 'a-token-that-may-only-look-at-counts',
  reader: 'a-token-that-may-read-all-there-is',
  operator: TOKEN,
};

function tokensOf(token: string | undefined): readonly ApiToken[] {
  if (token === undefined || token === '') return [];
  return [
    { name: 'admin', value: token, role: 'operator' },
    { name: 'grafana', value: TOKENS.viewer, role: 'viewer' },
    { name: 'support', value: TOKENS.reader, role: 'reader' },
  ];
}

export interface TestApi {
  readonly url: string;
  readonly port: number;
  readonly operations: FakeOperations;
  /** Errors that were told as faults of our own. */
  readonly faults: unknown[];
  /** Writes that the audit heard of, and operations that were refused. */
  readonly wrote: AuditedWrite[];
  readonly refused: string[];
  /** As a reload would. */
  setToken(token: string | undefined): void;
  setAccess(access: Partial<Access>): void;
  /** As if as many wrong tokens waited as may. */
  crowd(crowded: boolean): void;
  stop(): Promise<void>;
}

export async function startApi(operations = new FakeOperations(), tls?: PortTls): Promise<TestApi> {
  let access: Access = {
    tokens: tokensOf(TOKEN),
    actorHeader: undefined,
    isTrusted: () => false,
    clientAddress: () => '192.0.2.1',
  };
  let crowded = false;
  const wrote: AuditedWrite[] = [];
  const refused: string[] = [];
  const faults: unknown[] = [];
  const server = createAdminServer({
    scrape: () => Promise.resolve('# nothing\n'),
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    status: () => ({ listening: true, draining: false, storeUp: true }),
    api: {
      operations,
      access: () => access,
      audit: {
        wrote(write) {
          wrote.push(write);
          void operations.audits.add(write);
        },
        refused: (what) => refused.push(what),
      },
      guesses: {
        wrong: () => (crowded ? Promise.reject(tooManyGuesses()) : Promise.resolve()),
      },
    },
    fault: (error) => faults.push(error),
    tls,
  });
  await listen(server, 0, '127.0.0.1');
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${portOf(server)}`,
    port: portOf(server),
    operations,
    ...{ faults, wrote, refused },
    setToken(token) {
      access = { ...access, tokens: tokensOf(token) };
    },
    crowd(now) {
      crowded = now;
    },
    setAccess(more) {
      access = { ...access, ...more };
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

/** Asks with the token and further header lines, which may repeat a name. */
export async function askWithLines(
  api: Pick<TestApi, 'port'>,
  method: string,
  path: string,
  lines: readonly string[],
): Promise<ApiAnswer> {
  const head = ['Host: x', `Authorization: Bearer ${TOKEN}`, ...lines];
  const [raw] = await exchange(api.port, requestText(path, head, '', { method }));
  if (!raw) throw new Error('no answer');
  const headers = new Headers(raw.headers);
  const text = Buffer.from(raw.body, 'latin1').toString('utf8');
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: raw.status, headers, text, body };
}
