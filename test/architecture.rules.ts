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
    holds: 'delivery, message, outcome, record; ids, units',
    imports: [],
  },
  {
    name: 'schemes',
    holds: 'the scheme language, verifying, signing, payload modes, the catalogue',
    imports: ['model'],
  },
  {
    name: 'policy',
    holds: 'statuses to verdicts and back; when to try again, how fast, and when to leave a receiver alone',
    imports: ['model', 'schemes'],
  },
  {
    name: 'config',
    holds: 'file or variables to a checked configuration, all faults at once',
    imports: ['model', 'schemes', 'policy'],
  },
  {
    name: 'line',
    holds: 'the way of a delivery, one attempt, and their steps; the interfaces they need',
    imports: ['model', 'schemes', 'policy', 'config'],
  },
  {
    name: 'store',
    holds: 'claims in memory and in Redis, messages in Redis; one script a file',
    imports: ['model', 'config', 'line'],
  },
  {
    name: 'queue',
    holds: 'durable delivery: what is stored is attempted until it is accepted or dead',
    imports: ['model', 'schemes', 'policy', 'line'],
  },
  {
    name: 'observe',
    holds: 'one log line and all counts of a delivery',
    imports: ['model', 'line'],
  },
  {
    name: 'operate',
    holds: 'what operators see and do: the log, dead letters, replay, pause',
    imports: ['model', 'line', 'queue'],
  },
  {
    name: 'http',
    holds: 'the two ports',
    imports: ['model', 'schemes', 'line'],
  },
  {
    name: 'gateway',
    holds: 'configuration to live parts; start, reload, drain',
    imports: ['model', 'schemes', 'policy', 'config', 'line', 'store', 'queue', 'observe', 'operate', 'http'],
  },
  {
    name: 'explain',
    holds: 'why a signature fails',
    imports: ['model', 'schemes', 'policy'],
  },
  {
    name: 'probe',
    holds: 'how a receiver keeps the rules',
    imports: ['model', 'schemes', 'policy'],
  },
  {
    name: 'library',
    holds: 'verify and sign for other programs, and Express middleware',
    imports: ['model', 'schemes', 'config', 'line'],
  },
  {
    name: 'commands',
    holds: 'arguments to command to exit code, one file a command',
    imports: [
      'model',
      'schemes',
      'policy',
      'config',
      'line',
      'store',
      'observe',
      'http',
      'gateway',
      'explain',
      'probe',
    ],
  },
  {
    name: 'main.ts',
    holds: 'the process: what comes from outside, and its end',
    imports: ['model', 'commands'],
  },
];

/** Each outside package and the only places it is used in. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  express: ['http/'],
  undici: ['line/forward.ts'],
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
export const PURE_PARTS: readonly string[] = ['model', 'schemes', 'policy', 'config', 'line'];

export const MAX_LINES = 250;
