/**
 * How the source is cut into parts, and what each may import (itself and those named). Read from above: a part never
 * imports one below it. docs/architecture.md shows this table.
 */
export interface Part {
  readonly name: string;
  readonly holds: string;
  /** Files, or folders with a `/` at the end, from `src/`. */
  readonly files: readonly string[];
  readonly imports: readonly string[];
}

export const PARTS: readonly Part[] = [
  {
    name: 'nouns',
    holds: 'delivery, message, outcome, record; ids, units',
    files: ['delivery.ts', 'outcome.ts', 'record.ts', 'message-id.ts', 'units.ts', 'version.ts'],
    imports: [],
  },
  {
    name: 'schemes',
    holds: 'the scheme language, verifying, signing, payload modes, the catalogue',
    files: ['schemes/'],
    imports: ['nouns'],
  },
  {
    name: 'policy',
    holds: 'statuses to verdicts and back; when to try again, how fast, and when to leave a receiver alone',
    files: ['verdict.ts', 'retry.ts', 'breaker.ts', 'pace.ts', 'rate.ts'],
    imports: ['nouns', 'schemes'],
  },
  {
    name: 'config',
    holds: 'file or variables to a checked configuration, all faults at once',
    files: ['config/'],
    imports: ['nouns', 'schemes', 'policy'],
  },
  {
    name: 'line',
    holds: 'the line, one attempt, and their steps; the interfaces they need',
    files: ['ingest.ts', 'deliver.ts', 'route.ts', 'forwarded.ts', 'operations.ts', 'steps/'],
    imports: ['nouns', 'schemes', 'policy', 'config'],
  },
  {
    name: 'store',
    holds: 'claims in memory and in Redis, messages in Redis; one script a file',
    files: ['store/'],
    imports: ['nouns', 'config', 'line'],
  },
  {
    name: 'queue',
    holds: 'durable delivery: what is stored is attempted until it is accepted or dead',
    files: ['queue/'],
    imports: ['nouns', 'schemes', 'policy', 'line'],
  },
  {
    name: 'observe',
    holds: 'one log line and all counts of a delivery',
    files: ['observe/'],
    imports: ['nouns', 'line'],
  },
  {
    name: 'operate',
    holds: 'what operators see and do: the log, dead letters, replay, pause',
    files: ['operate/'],
    imports: ['nouns', 'line', 'queue'],
  },
  {
    name: 'http',
    holds: 'the two ports',
    files: ['http/'],
    imports: ['nouns', 'schemes', 'line'],
  },
  {
    name: 'composition',
    holds: 'configuration to live parts; start, reload, drain',
    files: ['build.ts', 'durability.ts', 'durable.ts', 'forwarders.ts', 'gateway.ts', 'leftovers.ts'],
    imports: ['nouns', 'schemes', 'policy', 'config', 'line', 'store', 'queue', 'observe', 'operate', 'http'],
  },
  {
    name: 'tools',
    holds: 'why a signature fails (explain), how a receiver keeps the rules (probe)',
    files: ['explain/', 'probe/'],
    imports: ['nouns', 'schemes', 'policy'],
  },
  {
    name: 'library',
    holds: 'verify and sign for other programs, and Express middleware',
    files: ['index.ts', 'library.ts', 'express.ts'],
    imports: ['nouns', 'schemes', 'config', 'line'],
  },
  {
    name: 'commands',
    holds: 'one file a command',
    files: ['commands/'],
    imports: ['nouns', 'schemes', 'policy', 'config', 'line', 'observe', 'http', 'composition', 'tools'],
  },
  {
    name: 'main',
    holds: 'arguments to command to exit code',
    files: ['cli.ts', 'main.ts'],
    imports: ['nouns', 'schemes', 'config', 'store', 'commands'],
  },
];

/** Each outside package and the only places it is used in. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  express: ['http/'],
  undici: ['steps/forward.ts'],
  ioredis: ['store/redis/'],
  bullmq: ['queue/'],
  zod: ['config/'],
  // `schemes NAME` prints one, loaded only then.
  yaml: ['config/', 'commands/schemes.ts'],
  'jsonc-parser': ['schemes/json-text.ts'],
  pino: ['observe/'],
  'prom-client': ['observe/'],
  // The demo's receiver, loaded only there: the official judge comes with `npm ci`, not with the package.
  svix: ['commands/demo-receiver.ts'],
};

/** Up to here time, environment and chance are arguments. */
export const PURE_PARTS: readonly string[] = ['nouns', 'schemes', 'policy', 'config', 'line'];

export const MAX_LINES = 250;
