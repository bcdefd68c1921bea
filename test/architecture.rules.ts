/**
 * The parts of the source, a folder each, and what each may import (itself and those named). Read from above: a part
 * never imports one below it. docs/architecture.md shows this table.
 */
export interface Part {
  /** A folder of `src/`, or its one loose file. */
  readonly name: string;
  readonly holds: string;
  readonly imports: readonly string[];
}

export const PARTS: readonly Part[] = [
  {
    name: 'model',
    holds: 'the nouns: delivery, message, outcome, trail, log entry; ids, units',
    imports: [],
  },
  {
    name: 'checks',
    holds: 'faults with their paths, and the kinds of values that people write',
    imports: ['model'],
  },
  {
    name: 'schemes',
    holds: 'the scheme language: its engine, its rules, payload modes, the catalogue',
    imports: ['model', 'checks'],
  },
  {
    name: 'policy',
    holds: 'statuses to verdicts and back; when to try again, how fast, and when to leave a receiver alone',
    imports: ['model', 'schemes'],
  },
  {
    name: 'explain',
    holds: 'why a signature fails',
    imports: ['model', 'schemes'],
  },
  {
    name: 'probe',
    holds: 'how a receiver keeps the rules',
    imports: ['model', 'schemes', 'policy'],
  },
  {
    name: 'config',
    holds: 'file or variables to a checked configuration, all faults at once',
    imports: ['model', 'checks', 'schemes', 'policy'],
  },
  {
    name: 'line',
    holds: 'the way of a delivery and of one attempt; the interfaces their steps need',
    imports: ['model', 'schemes', 'policy', 'config'],
  },
  {
    name: 'expressions',
    holds: 'payload mode `jsonata`: worker processes that evaluate, their limits, and who comes next',
    imports: ['model', 'checks', 'schemes', 'config', 'line'],
  },
  {
    name: 'queue',
    holds: 'durable delivery: what is stored is attempted until it is accepted or dead',
    imports: ['model', 'schemes', 'policy', 'line'],
  },
  {
    name: 'observe',
    holds: 'one log line and all counts of a delivery; traces',
    imports: ['model', 'line', 'queue'],
  },
  {
    name: 'operate',
    holds: 'what operators see and do: the log, refused deliveries, dead letters, jobs, pause',
    imports: ['model', 'checks', 'schemes', 'explain', 'config', 'line', 'queue'],
  },
  {
    name: 'store',
    holds: 'claims in memory and in Redis, messages and jobs in Redis; one script a file',
    imports: ['model', 'checks', 'config', 'line', 'queue', 'operate'],
  },
  {
    name: 'library',
    holds: 'verify and sign for other programs, Express middleware, and the dedupe helper',
    imports: ['model', 'schemes', 'config', 'line', 'store'],
  },
  {
    name: 'http',
    holds: 'the two ports',
    imports: ['model', 'schemes', 'line', 'operate'],
  },
  {
    name: 'gateway',
    holds: 'configuration to live parts; start, reload, drain',
    imports: [
      'model',
      'checks',
      'schemes',
      'policy',
      'config',
      'line',
      'expressions',
      'queue',
      'observe',
      'operate',
      'store',
      'http',
    ],
  },
  {
    name: 'commands',
    holds: 'arguments to command to exit code; each command is declared once',
    imports: [
      'model',
      'checks',
      'schemes',
      'policy',
      'explain',
      'probe',
      'config',
      'line',
      'observe',
      'store',
      'library',
      'http',
      'gateway',
    ],
  },
  {
    name: 'main.ts',
    holds: 'the process: what comes from outside, and its end',
    imports: ['commands'],
  },
];

/** Each outside package and the only places it is used in. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  express: ['http/'],
  ioredis: ['store/redis/'],
  bullmq: ['queue/'],
  zod: ['checks/', 'config/', 'schemes/rules/'],
  // `schemes NAME` prints one, loaded only then.
  yaml: ['config/read/', 'commands/schemes.ts'],
  'jsonc-parser': ['schemes/text/json-text.ts'],
  jsonata: ['expressions/evaluate.ts'],
  pino: ['observe/'],
  'prom-client': ['observe/'],
  '@opentelemetry/api': ['observe/traces/'],
  '@opentelemetry/sdk-trace-base': ['observe/traces/'],
  '@opentelemetry/resources': ['observe/traces/'],
  '@opentelemetry/semantic-conventions': ['observe/traces/'],
  '@opentelemetry/exporter-trace-otlp-http': ['observe/traces/'],
  '@opentelemetry/exporter-trace-otlp-proto': ['observe/traces/'],
  // The demo's judge, loaded only there and done without where it is not: it comes with `npm ci`, not with the package.
  svix: ['commands/demo/receivers-judge.ts'],
};

/** Up to the line, time, environment and chance are arguments. */
export const PURE_PARTS: readonly string[] = PARTS.map(({ name }) => name).slice(
  0,
  PARTS.findIndex(({ name }) => name === 'line') + 1,
);
/** Of these, the parts that may set a timer. */
export const WAITING_PARTS: readonly string[] = ['probe', 'line'];

/** Names that two files share because they are about one thing, seen from two parts. */
export const SHARED_NAMES: Readonly<Record<string, string>> = {
  'explain.ts': 'the command, and what it asks',
  'forget.ts': "the command, and the store's script behind it",
  'handshake.ts': "the line's step, and the engine that answers",
  'reload.ts': 'the command, and what a reload may not change',
  'sign.ts': 'the command, and the engine behind it',
  'version.ts': 'the command, and where its number is read',
  'verify.ts': "the line's step, and the engine that it asks",
  'work.ts': "one message from the queue, and bulk work on an operator's word",
};
