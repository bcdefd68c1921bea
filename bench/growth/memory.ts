/** Memory of the store: a remembered delivery, and a message that waits in the queue beside its body. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cores } from '../rig/cores.js';
import { withRig, type Rig } from '../rig/rig.js';
import { ours } from '../variants/ours.js';
import { BYTES } from '../suites/suite.js';
import { remember } from './remember.js';

const REMEMBERED = [100_000, 1_000_000, 5_000_000];
const WAITING = 20_000;
/** Redis moves its tables over bit by bit; half-way it holds two. */
const REHASHED_MS = 2_000;

/** @returns Markdown. */
export function measureMemory(cores: Cores): Promise<string> {
  return withRig(cores, false, async (rig) => {
    const rows: string[] = [];
    for (const count of REMEMBERED) {
      const bytes = await costOf(rig, count, () => remember(rig.redis, count));
      rows.push(`| ${count.toLocaleString('en')} remembered deliveries | ${bytes.toFixed(0)} |`);
    }
    const waiting = await costOf(rig, WAITING, () => queue(rig));
    rows.push(
      `| ${WAITING.toLocaleString('en')} messages waiting, body of ${BYTES} bytes included | ${waiting.toFixed(0)} |`,
    );
    return ['### Memory of the store', '', '| | bytes each |', '| --- | ---: |', ...rows, ''].join('\n');
  });
}

async function costOf({ redis }: Rig, count: number, fill: () => Promise<void>): Promise<number> {
  await redis.client.flushall();
  const before = await redis.memoryBytes();
  await fill();
  await sleep(REHASHED_MS);
  return ((await redis.memoryBytes()) - before) / count;
}

async function queue({ cores, redis, receiver, generator }: Rig): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const { port: receiverPort } = await receiver.ask('counts');
  const variant = ours({ delivery: '{ mode: queued }', paused: true });
  const running = await variant.start({ cores, redisUrl: redis.url, receiverPort, folder });
  const shares = { duplicates: 0, forgeries: 0 };
  const { ports, paths } = running;
  await generator.ask({
    ports,
    paths,
    bytes: BYTES,
    ...shares,
    pace: { clients: 64 },
    seconds: 300,
    most: WAITING,
  });
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
}
