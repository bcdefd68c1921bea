/**
 * Before anything is measured: does each variant do its job? A receiver with the official library judges, a fifth of the
 * load are repeats and a tenth forgeries. A variant that fails ends the bench: its figures would be of something else.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../test/helpers/servers.js';
import { createDeck } from './load/deck.js';
import { KINDS, type Kind } from './load/load.js';
import { closedLoop } from './load/loops.js';
import { startJudge, type Judged } from './receive/judge.js';
import type { Cores } from './rig/cores.js';
import type { BenchRedis } from './rig/redis.js';
import type { Variant } from './variants/variant.js';

const DELIVERIES = 300;
const CLIENTS = 4;
const SECONDS = 20;

export interface CheckOptions {
  readonly variant: Variant;
  readonly bytes: number;
  readonly cores: Cores;
  readonly redis: BenchRedis;
}

/** @throws Error naming the promise that was broken. */
export async function checkVariant({ variant, bytes, cores, redis }: CheckOptions): Promise<void> {
  const judge = await startJudge();
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  await redis.client.flushall();
  const running = await variant.start({ cores, redisUrl: redis.url, receiverPort: judge.port, folder });
  try {
    const shares = { duplicates: 0.2, forgeries: 0.1 };
    const load = {
      ports: running.ports,
      paths: running.paths,
      bytes,
      seconds: SECONDS,
      pace: { clients: CLIENTS },
    };
    const deck = createDeck({ ...load, ...shares }, DELIVERIES);
    const { statuses } = await closedLoop(running.ports, deck, CLIENTS, SECONDS);
    running.assertRuns();
    const count = (kind: Kind): number => Object.values(statuses[kind]).reduce((sum, n) => sum + n, 0);

    const wrong: string[] = [];
    function expect(what: string, holds: boolean): void {
      if (!holds) wrong.push(what);
    }
    const does = (job: Variant['jobs'][number]): boolean => variant.jobs.includes(job);
    for (const kind of KINDS) {
      const refused = kind === 'forged' && does('verify');
      const seen = Object.keys(statuses[kind]).join(', ');
      const good = Object.keys(statuses[kind]).every((status) => (refused ? /^4../ : /^2../).test(status));
      expect(
        `${kind} deliveries are ${refused ? 'refused' : 'taken'} (statuses: ${seen})`,
        good && count(kind) > 0,
      );
    }
    const forwards = variant.keeps
      ? 0
      : count('genuine') + (does('dedupe') ? 0 : count('duplicate')) + (does('verify') ? 0 : count('forged'));
    await until(`${variant.name} hands over what it took`, () => judge.judged.length >= forwards, 10_000);
    expect(
      `${forwards} deliveries are forwarded, each once (${judge.judged.length})`,
      judge.judged.length === forwards,
    );
    const verdict = does('sign') ? 'signed' : 'source';
    const fitting = judge.judged.filter((one) => one.verdict === verdict).length;
    const expected = does('verify') || variant.keeps ? forwards : forwards - count('forged');
    expect(`signatures hold at the receiver (${fitting} of ${expected})`, fitting === expected);
    expect('no two forwards are alike', !does('dedupe') || distinct(judge.judged) === judge.judged.length);
    expect(
      'bodies keep their size',
      judge.judged.every(({ body }) => body.length === bytes),
    );
    if (wrong.length > 0) throw new Error(`${variant.name} does not do its job:\n  ${wrong.join('\n  ')}`);
  } finally {
    await running.stop();
    await judge.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function distinct(judged: readonly Judged[]): number {
  return new Set(judged.map(({ body }) => body.toString('latin1'))).size;
}
