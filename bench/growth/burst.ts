/** What bursts of large bodies leave behind: memory before, and some time after each of three. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cores } from '../rig/cores.js';
import { withRig, type Rig } from '../rig/rig.js';
import { usageOf } from '../rig/usage.js';
import { BYTES } from '../suites/suite.js';
import { imageEnv } from '../variants/image-env.js';
import { ours } from '../variants/ours.js';

const LARGE = 256 * 1_024;
const SECONDS = 4;
const CLIENTS = 64;
const BURSTS = 3;
/** A gateway at which nothing happens does not collect either. */
const AFTER = { rate: 200, seconds: 15 };

/** @returns Markdown. */
export function measureBurst(cores: Cores): Promise<string> {
  return withRig(cores, false, async (rig) => {
    const lines = [
      await measureOne(rig, cores, 'this gateway', {}),
      await measureOne(rig, cores, "this gateway, with the image's options", imageEnv()),
    ];
    return [
      `### ${BURSTS} bursts of bodies of ${LARGE / 1_024} KB from ${CLIENTS} clients`,
      '',
      `| memory, MiB | before | ${AFTER.seconds} s after each | the most | bodies |`,
      '| --- | ---: | ---: | ---: | ---: |',
      ...lines,
      '',
    ].join('\n');
  });
}

async function measureOne(
  { redis, receiver, generator }: Rig,
  cores: Cores,
  title: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const { port: receiverPort } = await receiver.ask('counts');
  const running = await ours({ env }).start({ cores, redisUrl: redis.url, receiverPort, folder });
  const { ports, paths, pids } = running;
  const none = { duplicates: 0, forgeries: 0 };
  const trickle = { ports, paths, bytes: BYTES, ...none, pace: { rate: AFTER.rate } };
  await generator.ask({ ...trickle, seconds: SECONDS });
  const mib = [usageOf(pids).rssMiB];
  let answered = 0;
  for (let burst = 0; burst < BURSTS; burst++) {
    const pace = { clients: CLIENTS };
    const result = await generator.ask({ ports, paths, bytes: LARGE, ...none, pace, seconds: SECONDS });
    answered += result.answered;
    await generator.ask({ ...trickle, seconds: AFTER.seconds });
    mib.push(usageOf(pids).rssMiB);
  }
  const { peakMiB } = usageOf(pids);
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
  return `| ${title} | ${told(mib.slice(0, 1))} | ${told(mib.slice(1))} | ${told([peakMiB])} | ${answered} |`;
}

function told(mib: readonly number[]): string {
  return mib.map((one) => one.toFixed(0)).join(', ');
}
