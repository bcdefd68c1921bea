/** A whole gateway in this process, on free ports, from a configuration as users write it. */
import { request } from 'node:http';
// A gateway loads this with its first request for it. From the source that takes seconds, in which it would do nothing else.
import '../../src/http/admin-app.js';
import type { GatewayConfig } from '../../src/config/config.js';
import { loadGatewayConfig } from '../../src/config/load.js';
import type { FetchKey } from '../../src/line/keys/key-fetch.js';
import { startGateway, type Gateway } from '../../src/gateway/start.js';
import { createLog, type Log } from '../../src/observe/log.js';
import { createMetrics, type Metrics } from '../../src/observe/metrics.js';
import { until } from './servers.js';

export interface TestGateway {
  readonly gateway: Gateway;
  readonly url: string;
  readonly adminUrl: string;
  readonly metrics: Metrics;
  /** Every log line so far, parsed. */
  readonly lines: () => readonly Record<string, unknown>[];
  readonly rawLog: () => string;
  /** The value of a series at this moment; 0 where it is not there. */
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  /** As a reload of the file would, with this text in it. */
  reload(yaml: string): Promise<void>;
  stop(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly env?: Record<string, string>;
  /** Epoch milliseconds: moves signatures and freshness, not durations. */
  readonly clock?: () => number;
  readonly level?: string;
  /** Files that the configuration names, by path. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Left out: none was made. */
  readonly tokenOfRun?: string;
  /** How keys of sources are fetched; left out: over the network. */
  readonly fetchKey?: FetchKey;
  /** Left out: what the build made. */
  readonly consoleFolder?: string;
}

/**
 * @param yaml a configuration file; ports, drain times and the memory store are filled in where it names none.
 * Undefined: the one route that `options.env` describes.
 */
export async function startTestGateway(
  yaml: string | undefined,
  options: TestGatewayOptions = {},
): Promise<TestGateway> {
  const first = load(yaml, options);
  let raw = '';
  const log: Log = createLog({
    level: options.level ?? 'info',
    destination: {
      write(line: string) {
        raw += line;
      },
    },
  });
  const rawLog = (): string => {
    log.catchUp();
    return raw;
  };
  const metrics = createMetrics({ version: 'test' });
  const gateway = await startGateway(first, {
    version: 'test',
    log,
    metrics,
    tokenOfRun: options.tokenOfRun,
    ...(options.clock && { clock: options.clock }),
    ...(options.fetchKey && { fetchKey: options.fetchKey }),
    ...(options.consoleFolder !== undefined && { consoleFolder: options.consoleFolder }),
  });
  return {
    gateway,
    url: `http://127.0.0.1:${gateway.publicPort}`,
    adminUrl: `http://127.0.0.1:${gateway.adminPort}`,
    metrics,
    lines: () =>
      rawLog()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    rawLog,
    metric: async (name, labels = {}) => seriesValue(await metrics.scrape(), name, labels),
    reload: (next) => gateway.reload(load(next, options)),
    stop: () => gateway.drain(),
  };
}

function load(yaml: string | undefined, { env = {}, files }: TestGatewayOptions): GatewayConfig {
  let text = yaml ?? '';
  if (!/^server:/m.test(text))
    text = `server: { host: 127.0.0.1, port: 0, drainDelay: 1ms, drainTimeout: 3s }\n${text}`;
  if (!/^admin:/m.test(text)) text = `admin: { host: 127.0.0.1, port: 0 }\n${text}`;
  if (!/^store:/m.test(text)) text = `store: { url: "memory:" }\n${text}`;
  const loaded = loadGatewayConfig({
    file: yaml === undefined ? undefined : 'test.yaml',
    exists: () => false,
    env,
    readFile: (path) => Buffer.from(files?.[path] ?? text),
  });
  if (loaded.ok) return withReader(loaded.config);
  throw new Error(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

/** The tests of the public port run once for each way in which it can read requests (vitest.config.ts). */
function withReader(config: GatewayConfig): GatewayConfig {
  const http = process.env['TEST_SERVER_HTTP'];
  if (http !== 'plain' && http !== 'node') return config;
  return { ...config, server: { ...config.server, http } };
}

/** Reads one series from an exposition text, whatever the order of its labels. */
export function seriesValue(text: string, name: string, labels: Record<string, string> = {}): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match?.[1] !== name) continue;
    const has = new Map(
      [...(match[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map((m) => [m[1], m[2]]),
    );
    if (Object.entries(labels).every(([label, value]) => has.get(label) === value)) sum += Number(match[3]);
  }
  return sum;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
  readonly outcome: string | undefined;
  readonly id: string | undefined;
}

/** Posts exact bytes with exact headers; a name given as an array comes repeated. */
export function post(
  url: string,
  body: Buffer | string,
  headers: Record<string, string | string[]> | readonly string[] = {},
  method = 'POST',
): Promise<Answer> {
  const bytes = Buffer.from(body);
  const list: string[] = [];
  if (Array.isArray(headers)) list.push(...(headers as string[]));
  else {
    for (const [name, value] of Object.entries(headers as Record<string, string | string[]>)) {
      for (const one of Array.isArray(value) ? value : [value]) list.push(name, one);
    }
  }
  list.push('Host', new URL(url).host, 'Content-Length', String(bytes.length), 'Connection', 'close');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: list, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
          outcome: single(response.headers['webhook-gateway-outcome']),
          id: single(response.headers['webhook-gateway-id']),
        });
      });
    });
    sent.on('error', reject);
    sent.end(bytes);
  });
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** As a source does: again while there is no room, as before the process has started that evaluates expressions. */
export async function againWhileOverloaded(send: () => Promise<Answer>): Promise<Answer> {
  let answer = await send();
  await until('there is room', async () => {
    if (answer.outcome === 'overloaded') answer = await send();
    return answer.outcome !== 'overloaded';
  });
  return answer;
}
