/**
 * Cold start: from the process's birth until it takes deliveries (`/readyz` 200), in direct mode with a real Redis; beside
 * it Node that does nothing, and the bare proxies. Once with a whole processor and once, where a group of processes can be
 * limited here, with a fifth of one, as a sidecar often has.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gone } from '../../test/helpers/servers.js';
import { summaryOf, type Summary } from '../report/summary.js';
import { onGatewayCore, type Cores } from '../rig/cores.js';
import { limitTo } from '../rig/limit.js';
import { startBenchRedis } from '../rig/redis.js';
import { usageOf } from '../rig/usage.js';
import { bare, bareRedis } from '../variants/baselines.js';
import { ROOT, ours } from '../variants/ours.js';
import type { Variant } from '../variants/variant.js';

/** No receiver is needed to start. */
const NOBODY = 9;
const FEWEST = 7;
/** Of a processor. */
const SHARE = 0.2;

interface Start {
  readonly ms: number;
  readonly cpuMs: number;
  readonly mib: number;
}

/** What starts, and what each start took. */
interface Row {
  readonly title: string;
  readonly start: (cores: Cores) => Promise<Start>;
  readonly whole: Start[];
  readonly limited: Start[];
}

/** @returns Markdown. @param builds folders of builds by name */
export async function measureStart(
  cores: Cores,
  rounds: number,
  builds: ReadonlyMap<string, string>,
): Promise<string> {
  const variants = builds.size === 0 ? [ours()] : [...builds].map(([name, dist]) => ours({ name, dist }));
  const redis = await startBenchRedis(false);
  const limit = limitTo(SHARE);
  const row = (title: string, start: Row['start']): Row => ({ title, start, whole: [], limited: [] });
  const rows = [
    row('`node -e 0`', (on) => nodeRuns('0', on)),
    row('Node with those of its modules that the gateway uses', (on) => nodeRuns(MODULES, on)),
    row('the gateway, read and asked for its version', (on) => nodeRuns(VERSION, on)),
    ...[...variants, bare, bareRedis].map((variant) =>
      row(variant.name, (on) => startOf(variant, on, redis.url)),
    ),
  ];
  try {
    for (let round = 0; round < Math.max(rounds, FEWEST); round++) {
      for (const { start, whole, limited } of round % 2 === 0 ? rows : [...rows].reverse()) {
        whole.push(await start(cores));
        if (limit) limited.push(await start({ ...cores, limit: limit.processes }));
      }
    }
  } finally {
    limit?.remove();
    await redis.stop();
  }
  return tableOf(rows);
}

function tableOf(rows: readonly Row[]): string {
  const least = summaryOf((rows[0]?.whole ?? []).map(({ ms }) => ms)).median;
  const lines = rows.map(({ title, whole, limited }) => {
    const ms = summaryOf(whole.map((one) => one.ms));
    const slow = limited.length === 0 ? 'no group can be limited here' : toldOf(limited, 'ms');
    const cells = [
      title,
      told(ms),
      (ms.median / least).toFixed(1),
      toldOf(whole, 'cpuMs'),
      toldOf(whole, 'mib'),
      slow,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '### Cold start',
    '',
    `| | ms until it is ready | × \`node -e 0\` | CPU ms until then | RSS MiB then | ms with ${SHARE} of a processor |`,
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
    '',
  ].join('\n');
}

async function startOf(variant: Variant, cores: Cores, redisUrl: string): Promise<Start> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const bornAt = performance.now();
  const running = await variant.start({ cores, redisUrl, receiverPort: NOBODY, folder });
  const ms = performance.now() - bornAt;
  const { cpuMs, rssMiB } = usageOf(running.pids);
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
  return { ms, cpuMs, mib: rssMiB };
}

const MODULES = ['http', 'https', 'crypto', 'zlib', 'dns', 'vm', 'worker_threads', 'child_process']
  .map((name) => `require('node:${name}')`)
  .join(';');

/** As dist/main.js does. */
const PROGRAM = join(ROOT, 'dist/program');
const VERSION = `process.argv.push('', 'version'); require(${JSON.stringify(join(PROGRAM, 'load-program.cjs'))}).loadProgram(${JSON.stringify(join(PROGRAM, 'program.cjs'))}).run()`;

/** Its costs it tells itself, at its end. */
const TELLS =
  "process.on('exit', () => { const u = process.resourceUsage(); console.log('\\n' + (u.userCPUTime + u.systemCPUTime), process.memoryUsage.rss()); });";

async function nodeRuns(script: string, cores: Cores): Promise<Start> {
  const silent = await run(onGatewayCore(cores, [process.execPath, '-e', script]));
  const telling = await run(onGatewayCore(cores, [process.execPath, '-e', `${TELLS}${script}`]));
  const [us = NaN, bytes = NaN] = (telling.said.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { ms: silent.ms, cpuMs: us / 1_000, mib: bytes / 2 ** 20 };
}

async function run([file = '', ...args]: readonly string[]): Promise<{ ms: number; said: string }> {
  const bornAt = performance.now();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await gone(child);
  return { ms: performance.now() - bornAt, said };
}

function toldOf(starts: readonly Start[], what: keyof Start): string {
  return told(summaryOf(starts.map((one) => one[what])));
}

function told({ median, min, max }: Summary): string {
  return `${median.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`;
}
