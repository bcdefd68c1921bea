/** Whatever is done to them, in whatever order, the two stores answer alike. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEASE_MS } from '../../src/line/claim/claim-store.js';
import { memoryBench, redisBench } from './benches.js';
import type { Bench } from './suite.js';
import { HOUR, newKey } from './suite.js';

interface Model {
  /** Keys of this run, so that runs on one bench do not meet. */
  readonly keys: readonly string[];
}
interface Pair {
  readonly memory: Bench;
  readonly redis: Bench;
}

class Act implements fc.AsyncCommand<Model, Pair> {
  readonly #text: string;
  readonly #act: (bench: Bench, keys: readonly string[]) => Promise<unknown>;

  constructor(text: string, act: (bench: Bench, keys: readonly string[]) => Promise<unknown>) {
    this.#text = text;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  async run({ keys }: Model, { memory, redis }: Pair): Promise<void> {
    const expected = await this.#act(memory, keys);
    expect(await this.#act(redis, keys), this.#text).toEqual(expected);
  }

  toString(): string {
    return this.#text;
  }
}

const KEYS = 3;
const which = fc.nat(KEYS - 1);
const who = fc.constantFrom('a', 'b', 'c');
const status = fc.constantFrom(200, 201, 204);
const windowMs = fc.constantFrom(HOUR, 2 * HOUR);
const at = (keys: readonly string[], index: number): string => keys[index] ?? '';

const commands = [
  fc.tuple(which, who).map(([i, o]) => new Act(`claim(${i}, ${o})`, (b, k) => b.store.claim(at(k, i), o))),
  fc.tuple(which, who).map(([i, o]) => new Act(`renew(${i}, ${o})`, (b, k) => b.store.renew(at(k, i), o))),
  fc
    .tuple(which, who)
    .map(([i, o]) => new Act(`release(${i}, ${o})`, (b, k) => b.store.release(at(k, i), o))),
  fc
    .tuple(which, who, status, windowMs)
    .map(
      ([i, o, s, w]) =>
        new Act(`commit(${i}, ${o}, ${s}, ${w})`, (b, k) => b.store.commit(at(k, i), o, s, w)),
    ),
  which.map((i) => new Act(`forget(${i})`, (b, k) => b.store.forget(at(k, i)))),
  fc
    .tuple(which, fc.constantFrom('one', 'two'), windowMs)
    .map(
      ([i, body, w]) =>
        new Act(`noteBody(${i}, ${body}, ${w})`, (b, k) => b.store.noteBody(at(k, i), body, w)),
    ),
  fc
    .constantFrom(LEASE_MS / 2, LEASE_MS, HOUR)
    .map((ms) => new Act(`pass(${ms})`, (b) => b.pass(ms).then(() => undefined))),
];

test('memory and Redis answer alike to any sequence of calls', async () => {
  const pair: Pair = { memory: await memoryBench(), redis: await redisBench() };
  try {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (run) => {
        const keys = Array.from({ length: KEYS }, newKey);
        await fc.asyncModelRun(() => ({ model: { keys }, real: pair }), run);
      }),
      { numRuns: 200 },
    );
  } finally {
    await pair.memory.end();
    await pair.redis.end();
  }
});
