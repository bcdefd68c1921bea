/** Cold start: from the process's birth to the first `/readyz` that answers 200, in direct mode with a real Redis. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gone } from '../../test/helpers/servers.js';
import { summaryOf, type Summary } from '../report/summary.js';
import { onGatewayCore, type Cores } from '../rig/cores.js';
import { startBenchRedis } from '../rig/redis.js';
import { usageOf } from '../rig/usage.js';
import { ours } from '../variants/ours.js';
import type { Variant } from '../variants/variant.js';

/** No receiver is needed to start. */
const NOBODY = 9;
const FEWEST = 7;

/** @returns Markdown. @param builds folders of builds by name */
export async function measureStart(
  cores: Cores,
  rounds: number,
  builds: ReadonlyMap<string, string>,
): Promise<string> {
  const variants = builds.size === 0 ? [ours()] : [...builds].map(([name, dist]) => ours({ name, dist }));
  const redis = await startBenchRedis(false);
  const node: number[] = [];
  const ready = new Map<string, { ms: number[]; mib: number[] }>(
    variants.map(({ name }) => [name, { ms: [], mib: [] }]),
  );
  try {
    for (let round = 0; round < Math.max(rounds, FEWEST); round++) {
      node.push(await emptyNode(cores));
      for (const variant of round % 2 === 0 ? variants : [...variants].reverse()) {
        const one = await start(variant, cores, redis.url);
        ready.get(variant.name)?.ms.push(one.ms);
        ready.get(variant.name)?.mib.push(one.mib);
      }
    }
  } finally {
    await redis.stop();
  }
  const rows = [...ready].map(
    ([name, { ms, mib }]) => `| ${name} | ${told(summaryOf(ms))} | ${told(summaryOf(mib))} |`,
  );
  return [
    '### Cold start',
    '',
    '| | ms to `/readyz` 200 | RSS MiB then |',
    '| --- | ---: | ---: |',
    `| \`node -e 0\`, for comparison | ${told(summaryOf(node))} | |`,
    ...rows,
    '',
  ].join('\n');
}

async function start(variant: Variant, cores: Cores, redisUrl: string): Promise<{ ms: number; mib: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const bornAt = performance.now();
  const running = await variant.start({ cores, redisUrl, receiverPort: NOBODY, folder });
  const ms = performance.now() - bornAt;
  const mib = usageOf(running.pids).rssMiB;
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
  return { ms, mib };
}

async function emptyNode(cores: Cores): Promise<number> {
  const [file = '', ...args] = onGatewayCore(cores, [process.execPath, '-e', '0']);
  const bornAt = performance.now();
  await gone(spawn(file, args, { stdio: 'ignore' }));
  return performance.now() - bornAt;
}

function told({ median, min, max }: Summary): string {
  return `${median.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`;
}
