/** One run: a fresh process of one line, warmed up, through all its phases. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../test/helpers/servers.js';
import type { Load, LoadResult } from './load/load.js';
import { statusesOf } from './load/loops.js';
import type { Rig } from './rig/rig.js';
import { usageOf } from './rig/usage.js';
import { remember } from './growth/remember.js';
import { BYTES, type Line, type Phase } from './suites/suite.js';

/** What a phase cost, a delivery. */
export interface PhaseFigures {
  readonly deliveries: number;
  /** Answered a second. */
  readonly throughput: number;
  /** Microseconds of the gateway's processes. */
  readonly cpu: number;
  /** Microseconds of Redis's. */
  readonly redis: number;
  /** Milliseconds from the moment a delivery should have been sent to its answer. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** p99 of how late the generator itself was. */
  readonly lateness: number;
  /** Answers that are not what this load asks for, connections that broke included. */
  readonly wrong: number;
  readonly rssMiB: number;
}

export interface RunFigures {
  readonly phases: Readonly<Record<string, PhaseFigures>>;
  /** Resident memory: the most ever, and when all was over. */
  readonly peakMiB: number;
  readonly restMiB: number;
}

const WARM_UP_SECONDS = 2;
const IDLE_MS = 400;
const SETTLE_MS = 60_000;

export async function measure(
  rig: Rig,
  line: Line,
  phases: readonly Phase[],
  seconds: number,
): Promise<RunFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const { redis, receiver, cores } = rig;
  await redis.client.flushall();
  if (line.remembered !== undefined) await remember(redis, line.remembered);
  const { port: receiverPort } = await receiver.ask('counts');
  const running = await line.variant.start({ cores, redisUrl: redis.url, receiverPort, folder });
  try {
    const base = {
      ports: running.ports,
      paths: running.paths,
      bytes: line.bytes ?? BYTES,
      duplicates: line.duplicates ?? 0,
      forgeries: line.forgeries ?? 0,
    };
    if (line.backlog !== undefined) await pile(rig, base, line.backlog);
    // The last phase's pace is the highest: code is compiled for it before the first one counts.
    const last = phases.at(-1);
    if (last) await phase(rig, line, { ...base, pace: last.pace, seconds: WARM_UP_SECONDS }, running.pids);
    const figures: Record<string, PhaseFigures> = {};
    for (const { name, pace } of phases) {
      figures[name] = await phase(rig, line, { ...base, pace, seconds }, running.pids);
      running.assertRuns();
    }
    await sleep(IDLE_MS);
    const { peakMiB, rssMiB } = usageOf(running.pids);
    return { phases: figures, peakMiB, restMiB: rssMiB };
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function phase(
  { redis, generator, receiver }: Rig,
  line: Line,
  load: Load,
  pids: readonly number[],
): Promise<PhaseFigures> {
  const idleBefore = usageOf(pids).cpuMs;
  await sleep(IDLE_MS);
  const before = { cpu: usageOf(pids).cpuMs, redis: await redis.cpuMs(), at: performance.now() };
  const idleShare = (before.cpu - idleBefore) / IDLE_MS;
  const { verified } = await receiver.ask('counts');

  const result = await generator.ask(load);
  const good = goodAnswers(line, result);
  if (line.untilDelivered) await untilDelivered(receiver, verified + (result.statuses.genuine['200'] ?? 0));
  const after = usageOf(pids);
  const elapsed = performance.now() - before.at;
  const redisMs = (await redis.cpuMs()) - before.redis;

  return {
    deliveries: result.answered,
    throughput: result.answered / result.seconds,
    cpu: ((after.cpuMs - before.cpu - idleShare * elapsed) * 1_000) / result.answered,
    redis: (redisMs * 1_000) / result.answered,
    ...result.latency,
    lateness: result.latenessP99,
    wrong: result.sent - good,
    rssMiB: after.rssMiB,
  };
}

/** Not measured: what waits in the queue when the measuring begins. */
async function pile({ generator }: Rig, base: Omit<Load, 'pace' | 'seconds'>, count: number): Promise<void> {
  const { answered } = await generator.ask({ ...base, pace: { clients: 128 }, seconds: 600, most: count });
  if (answered < count) throw new Error(`only ${answered} of ${count} deliveries could be piled up`);
}

/** Forgeries are refused by whoever verifies; everything else is taken. */
function goodAnswers({ variant }: Line, result: LoadResult): number {
  const refuses = variant.jobs.includes('verify');
  const taken = Object.entries(statusesOf(result)).filter(([status]) => status.startsWith('2'));
  const refused = Object.entries(result.statuses.forged).filter(([status]) => status.startsWith('4'));
  const sum = (entries: readonly (readonly [string, number])[]): number =>
    entries.reduce((all, [, n]) => all + n, 0);
  const forgedButTaken = sum(
    Object.entries(result.statuses.forged).filter(([status]) => status.startsWith('2')),
  );
  return sum(taken) + (refuses ? sum(refused) - forgedButTaken : 0);
}

function untilDelivered(receiver: Rig['receiver'], count: number): Promise<void> {
  return until(
    `${count} deliveries have reached the receiver`,
    async () => (await receiver.ask('counts')).verified >= count,
    SETTLE_MS,
    20,
  );
}
