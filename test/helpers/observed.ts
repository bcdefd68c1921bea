import { createLog, type Log } from '../../src/observe/log.js';
import { createMetrics, type Metrics } from '../../src/observe/metrics.js';
import { createReporter } from '../../src/observe/reporter.js';
import type { DeclaredRoute } from '../../src/observe/route-series.js';
import type { Reporter } from '../../src/model/trail.js';

export const LEADS: DeclaredRoute = {
  name: 'leads',
  destinations: [{ name: 'default', queue: false }],
  outcomes: ['accepted', 'duplicate', 'rejected', 'failed', 'invalid_signature', 'stale'],
  secrets: ['current', 'old'],
  maxInFlight: 256,
};

export const ORDERS: DeclaredRoute = {
  name: 'orders',
  destinations: [{ name: 'shop', queue: true }],
  outcomes: ['queued', 'duplicate'],
  secrets: ['current'],
};

/** Epoch milliseconds at which the answers of these tests are decided. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

export type Line = Record<string, unknown>;

export interface Observed {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly reporter: Reporter;
  /** What was written by now; what was put off is not. */
  readonly written: string[];
  /** All that is to be written, as it was written. */
  readonly text: () => string[];
  /** The same, parsed. */
  readonly lines: () => Line[];
  /** Series of our own on a scrape, written as Prometheus has them, with their values. */
  readonly series: () => Promise<Map<string, number>>;
}

/** Metrics, log and reporter of a gateway with one route; answers are decided 10 ms after `trail()`'s receipt. */
export function observed(
  options: { level?: string; routes?: DeclaredRoute[]; now?: () => number; epoch?: () => number } = {},
): Observed {
  const written: string[] = [];
  const metrics = createMetrics({ version: '1.2.3', clock: options.now ?? (() => NOW) });
  metrics.declareRoutes(options.routes ?? [LEADS]);
  const text = (): string[] => {
    log.catchUp();
    return written;
  };
  const log = createLog({
    level: options.level ?? 'info',
    destination: { write: (line: string) => void written.push(line) },
  });
  metrics.watch({
    catchUp: () => {
      log.catchUp();
    },
  });
  return {
    metrics,
    log,
    written,
    text,
    reporter: createReporter(metrics, log, { now: () => 1_010, clock: options.epoch ?? (() => NOW) }),
    lines: () => text().map((line) => JSON.parse(line) as Line),
    series: async () => parseExposition(await metrics.scrape()),
  };
}

function parseExposition(text: string): Map<string, number> {
  const series = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^(webhook_gateway_\S*?(?:\{.*\})?) (\S+)$/.exec(line);
    if (match?.[1] !== undefined) series.set(match[1], Number(match[2]));
  }
  return series;
}
