/** The admin API for commands: address and token from their places, calls, and failures that say what to do next. */
import type { ListView } from '../http/api/view.js';
import { adminTls } from './admin-tls.js';
import { adminUrl } from './admin-url.js';
import { createExchange, type Exchange } from './api-exchange.js';
import { readStream } from './api-stream.js';
import { noAnswer, refusal } from './api-failure.js';
import { CommandFailure, UsageError, type Io } from './io.js';
import { readFile } from './signing.js';

/** The API gives no more at once. */
const MAX_PAGE = 500;

export type Parameters = Readonly<Record<string, string | undefined>>;

export class ApiClient {
  readonly #base: URL;
  readonly #token: Token;
  readonly #exchange: Exchange;

  /** @throws UsageError, or CommandFailure if there is no token. */
  constructor(url: string | undefined, io: Pick<Io, 'env'>) {
    this.#base = adminUrl(url, io);
    this.#token = tokenOf(io);
    this.#exchange = createExchange(this.#base, adminTls(io));
  }

  /** @param path segments beneath `/api`. @throws ApiFailure */
  get<T>(path: readonly string[], parameters: Parameters = {}): Promise<T> {
    return this.#call('GET', path, parameters, undefined);
  }

  /** @throws ApiFailure */
  post<T>(
    path: readonly string[],
    body: Readonly<Record<string, unknown>> = {},
    parameters: Parameters = {},
  ): Promise<T> {
    return this.#call('POST', path, parameters, JSON.stringify(body));
  }

  /** @throws ApiFailure */
  delete<T>(path: readonly string[]): Promise<T> {
    return this.#call('DELETE', path, {}, '');
  }

  /** Follows `next` until there are `limit` items or no more. @throws ApiFailure */
  async list<T, List extends ListView<T> = ListView<T>>(
    path: readonly string[],
    parameters: Parameters,
    limit: number,
    onPage: (found: number) => void = () => undefined,
  ): Promise<List> {
    const data: T[] = [];
    let cursor = parameters['cursor'];
    for (;;) {
      const size = String(Math.min(limit - data.length, MAX_PAGE));
      const page = await this.get<List>(path, { ...parameters, cursor, limit: size });
      data.push(...page.data);
      onPage(data.length);
      if (page.next === null || data.length >= limit) return { ...page, data };
      if (page.next === cursor) throw new CommandFailure('the gateway gave the same page twice');
      cursor = page.next;
    }
  }

  /**
   * Hears server-sent events. Resolves when the gateway, or `signal`, ended them.
   * @throws ApiFailure, with a `code` if the gateway refused
   */
  async events(
    path: readonly string[],
    parameters: Parameters,
    signal: AbortSignal,
    hear: (event: string, data: unknown) => void,
  ): Promise<void> {
    const { origin } = this.#base;
    const target = this.#targetOf(path) + queryOf(parameters);
    const headers = { Authorization: `Bearer ${this.#token.value}`, Accept: 'text/event-stream' };
    const refused = await readStream({ base: this.#base, path: target, headers, signal, hear }).catch(
      (error: unknown) => {
        throw noAnswer(origin, error);
      },
    );
    if (refused) throw refusal(origin, this.#token.variable, refused);
  }

  #targetOf(path: readonly string[]): string {
    return [this.#base.pathname.replace(/\/$/, ''), 'api', ...path.map(encodeURIComponent)].join('/');
  }

  async #call<T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: readonly string[],
    parameters: Parameters,
    body: string | undefined,
  ): Promise<T> {
    const { origin } = this.#base;
    const target = this.#targetOf(path);
    const headers = {
      Authorization: `Bearer ${this.#token.value}`,
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    const answer = await this.#exchange(method, target + queryOf(parameters), headers, body).catch(
      (error: unknown) => {
        throw noAnswer(origin, error);
      },
    );
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    if (answer.status < 200 || answer.status > 299 || !isJson)
      throw refusal(origin, this.#token.variable, answer);
    return JSON.parse(answer.text) as T;
  }
}

interface Token {
  readonly value: string;
  /** Where it came from. */
  readonly variable: string;
}

/** Never from the command line, where every list of processes shows it. */
function tokenOf({ env }: Pick<Io, 'env'>): Token {
  const text = env['GATEWAY_ADMIN_TOKEN'] ?? '';
  const file = env['GATEWAY_ADMIN_TOKEN_FILE'] ?? '';
  if (text !== '' && file !== '')
    throw new UsageError('GATEWAY_ADMIN_TOKEN and GATEWAY_ADMIN_TOKEN_FILE are both set; keep one');
  if (text === '' && file === '') {
    throw new CommandFailure(
      "set GATEWAY_ADMIN_TOKEN (or GATEWAY_ADMIN_TOKEN_FILE) to the token in the gateway's admin.token; a gateway without one has its API off",
      2,
    );
  }
  const variable = file === '' ? 'GATEWAY_ADMIN_TOKEN' : 'GATEWAY_ADMIN_TOKEN_FILE';
  const value =
    file === ''
      ? text
      : readFile(file)
          .toString('utf8')
          .replace(/\r?\n$/, '');
  if (!/^[\x21-\x7e]+$/.test(value))
    throw new CommandFailure(`${variable}: a token is printable ASCII without blanks and line breaks`, 2);
  return { value, variable };
}

function queryOf(parameters: Parameters): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? '' : `?${given.join('&')}`;
}
