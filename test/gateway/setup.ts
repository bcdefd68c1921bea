/** What the tests of the gateway over HTTP share: a route as an object, a gateway for it, deliveries as sources send them. */
import { expect, onTestFinished } from 'vitest';
import {
  post,
  startTestGateway,
  type Answer,
  type TestGateway,
  type TestGatewayOptions,
} from '../helpers/gateway.js';
import { secretFor, signHeaders, type SignOptions } from '../helpers/sign.js';
import { startUpstream, type Reply, type Upstream } from '../helpers/upstream.js';

export type Members = Readonly<Record<string, unknown>>;

export interface RouteOptions {
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly source?: Members;
  readonly destination?: Members;
  /** Further members of the route. */
  readonly more?: Members;
}

/** A route whose path is its name. */
export function route(
  url: string,
  { name = 'a', from = 'actuallycare', to = 'svix', source, destination, more }: RouteOptions = {},
): Members {
  return {
    name,
    path: `/${name}`,
    source: { scheme: from, secrets: [secretFor(from)], ...source },
    destination: { url, scheme: to, secrets: [secretFor(to)], ...destination },
    ...more,
  };
}

/** A configuration's text; JSON is YAML. */
export function configText(routes: readonly Members[], { server, ...more }: Members = {}): string {
  const all = {
    server: {
      host: '127.0.0.1',
      port: 0,
      drainDelay: '1ms',
      drainTimeout: '100ms',
      ...(server as Members | undefined),
    },
    ...more,
    routes,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n');
}

export interface Pair {
  readonly gw: TestGateway;
  readonly up: Upstream;
  stop(): Promise<void>;
}

export interface PairOptions extends TestGatewayOptions {
  readonly reply?: Reply;
  /** Made of the receiver's URL; default one route `a`. */
  readonly routes?: (url: string) => readonly Members[];
  /** Top-level members of the configuration. */
  readonly top?: Members;
}

/** A receiver and a gateway before it, for a whole file: the caller stops them. */
export async function startPair({ reply = 200, routes, top, ...options }: PairOptions = {}): Promise<Pair> {
  const up = await startUpstream(reply);
  const gw = await startTestGateway(configText(routes?.(up.url) ?? [route(up.url)], top), options);
  return {
    gw,
    up,
    async stop() {
      await gw.stop();
      await up.close();
    },
  };
}

/** The same for one test, which stops them. */
export async function pairForTest(options: PairOptions = {}): Promise<Pair> {
  const pair = await startPair(options);
  onTestFinished(() => pair.stop());
  return pair;
}

let count = 0;

/** A body that no other test has sent. */
export function freshBody(event = 'lead.created'): string {
  return JSON.stringify({ event, timestamp: '2026-01-02T03:04:05Z', data: { n: ++count } });
}

export interface DeliverOptions extends SignOptions {
  readonly route?: string;
  readonly from?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A genuine delivery of a source. */
export function deliver(gw: TestGateway, options: DeliverOptions = {}): Promise<Answer> {
  const { route: name = 'a', from = 'actuallycare', body = freshBody(), headers = {}, ...sign } = options;
  return post(`${gw.url}/${name}`, body, { ...signHeaders(from, secretFor(from), body, sign), ...headers });
}

/** RFC 9457, and nothing more than the code says. */
export function expectProblem(answer: Pick<Answer, 'status' | 'headers' | 'body'>, code: string): void {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.headers['webhook-gateway-outcome']).toBe(code);
  const problem = JSON.parse(answer.body.toString()) as Record<string, unknown>;
  expect(problem).toEqual({
    type: expect.stringMatching(new RegExp(`\\b${code}$`)) as unknown,
    title: expect.stringMatching(/^[^\n]{5,120}$/) as unknown,
    status: answer.status,
    code,
  });
}
