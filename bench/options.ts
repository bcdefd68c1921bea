/** The bench's arguments. */
import { parseArgs } from 'node:util';
import { buildsSuite, DEFAULT_SUITES, SUITES } from './suites/index.js';
import type { Suite } from './suites/suite.js';

export const USAGE = `usage: npm run bench -- [SUITE…] [options]

  SUITE          ${SUITES.map(({ name }) => name).join(', ')}, start, size, memory, burst, paint
                 (default: ${DEFAULT_SUITES.join(', ')}; the others take long)
  --rounds N     fresh processes a line, interleaved (3)
  --seconds N    a phase (4)
  --only A,B     lines, by name; the one compared with comes along
  --dist A=DIR   compares builds: a folder of a build a name, several times
`;

export interface Options {
  readonly suites: readonly Suite[];
  /** Folders of builds to compare, by name. */
  readonly builds: ReadonlyMap<string, string>;
  readonly start: boolean;
  readonly size: boolean;
  readonly memory: boolean;
  readonly burst: boolean;
  readonly paint: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly only: ReadonlySet<string> | undefined;
}

/** Not compared with anything. */
const ALONE: ReadonlySet<string> = new Set(['start', 'size', 'memory', 'burst', 'paint']);

/** @throws Error that says what is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      only: { type: 'string' },
      dist: { type: 'string', multiple: true, default: [] },
    },
  });
  const builds = new Map(values.dist.map((pair) => pair.split('=') as [string, string]));
  const named = positionals.length > 0 || builds.size > 0 ? positionals : DEFAULT_SUITES;
  const suites = named.filter((name) => !ALONE.has(name)).map(suiteOf);
  return {
    suites: builds.size > 0 && positionals.length === 0 ? [buildsSuite(builds)] : suites,
    builds,
    start: named.includes('start'),
    size: named.includes('size'),
    memory: named.includes('memory'),
    burst: named.includes('burst'),
    paint: named.includes('paint'),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    only: values.only === undefined ? undefined : new Set(values.only.split(',')),
  };
}

function suiteOf(name: string): Suite {
  const suite = SUITES.find((one) => one.name === name);
  if (!suite) throw new TypeError(`there is no suite "${name}"`);
  return suite;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new TypeError(`--${name} must be a number above 0`);
  return value;
}
