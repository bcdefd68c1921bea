/**
 * A gateway under mixed load for an hour (`--minutes N`): genuine deliveries with retries, repeats and forgeries, slow
 * strangers, a receiver that fails and dies, reloads, scrapes. In the end nothing is missing, double or left, all counts
 * agree, and nothing grew. Exit code 1 otherwise. A line a minute says how it goes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePorts, until } from '../test/helpers/servers.js';
import { startBenchRedis, type BenchRedis } from './rig/redis.js';
import { Gateway } from './soak/gateway.js';
import { Receiver } from './soak/receiver.js';
import { MAX_AGE_MS, settings, WINDOW_MS } from './soak/settings.js';
import { Sources } from './soak/sources.js';
import { startStrangers } from './soak/strangers.js';
import {
  attemptFaults,
  countFaults,
  deadFaults,
  deliveryFaults,
  pendingMessages,
  unplannedKeys,
} from './soak/verdict.js';
import { Watch, type Watched } from './soak/watch.js';

const PER_SECOND = 150;
const SAMPLE_MS = 10_000;
const RELOAD_MS = 30_000;
const LINE_MS = 60_000;
/** The receiver lives for so long, and is dead for so long. */
const LIFE_MS = 240_000;
const DEATH_MS = 30_000;
/** Longer than a breaker stays open, and for a machine that does other things as well. */
const DRAINS_WITHIN_MS = 900_000;
const KEYS_GO_WITHIN_MS = MAX_AGE_MS + WINDOW_MS + 600_000;
/** More than an attempt may take. */
const AFTERWARDS_MS = 90_000;
const TOLD = 20;

interface Rig extends Watched {
  readonly watch: Watch;
  readonly reload: () => void;
  readonly port: number;
}

async function withRig(act: (rig: Rig) => Promise<string[]>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-soak-'));
  const redis = await startBenchRedis(false);
  const receiver = new Receiver();
  await receiver.start();
  const [port = 0, adminPort = 0] = await freePorts(2);
  let version = 0;
  const config = (): string =>
    settings({
      ports: { public: port, admin: adminPort },
      redisUrl: redis.url,
      receiverUrl: receiver.url,
      version: version++,
    });
  const gateway = new Gateway(folder, adminPort, config());
  try {
    await gateway.ready();
    const sources = new Sources(`http://127.0.0.1:${port}`);
    const watched = { gateway, redis, sources, receiver };
    const reload = (): void => {
      gateway.reload(config());
    };
    return await act({ ...watched, watch: new Watch(watched), reload, port });
  } finally {
    await gateway.end();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Does it again and again, with so much time between. @returns what ends it, and waits for the one that runs */
function again(everyMs: number, act: () => unknown): () => Promise<void> {
  const stop = new AbortController();
  const running = (async () => {
    for (;;) {
      await sleep(everyMs, undefined, { signal: stop.signal });
      await act();
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) console.log('the soak itself failed:', error);
  });
  return async () => {
    stop.abort();
    await running;
  };
}

async function load({ sources, receiver, watch, reload, port }: Rig, minutes: number): Promise<void> {
  const stopStrangers = startStrangers(port);
  const life = Math.min(LIFE_MS, minutes * 20_000);
  const stops = [
    again(SAMPLE_MS, () => watch.look()),
    again(LINE_MS, () => {
      console.log(watch.line());
    }),
    again(RELOAD_MS, reload),
    again(life, async () => {
      await receiver.die();
      await sleep(Math.min(DEATH_MS, life / 2));
      await receiver.start();
    }),
  ];
  const running = sources.run(PER_SECOND, performance.now() + minutes * 60_000);
  await sleep(minutes * 60_000);
  // What lives on from here: the sources, until each delivery is taken.
  for (const stop of stops) await stop();
  stopStrangers();
  await running;
}

async function judge({ gateway, redis, sources, receiver, watch }: Rig): Promise<string[]> {
  const ended = async (): Promise<boolean> => (await pendingMessages(redis)) === 0;
  await until('all that was queued has ended', ended, DRAINS_WITHIN_MS, 500);
  // Attempts that go on after their source was answered.
  await sleep(AFTERWARDS_MS);
  await watch.look();
  console.log(watch.line());
  const series = await gateway.scrape();
  const faults = [
    ...countFaults(series, sources),
    ...attemptFaults(series, receiver),
    ...deliveryFaults(series, sources, receiver),
    ...deadFaults(series, sources),
    ...watch.faults(),
  ];
  if (gateway.said() !== '') faults.push(`the gateway logged errors: ${gateway.said().slice(0, 2_000)}`);
  tell(faults);
  await keysGo(redis).catch((error: unknown) => faults.push(String(error)));
  const code = await gateway.end();
  if (code !== 0) faults.push(`the gateway ended with exit code ${code ?? 'none'}`);
  return faults;
}

/** @throws Error (rejects) with some that stay */
async function keysGo(redis: BenchRedis): Promise<void> {
  let left: string[] = [];
  const none = async (): Promise<boolean> => (left = await unplannedKeys(redis)).length === 0;
  await until('keys go', none, KEYS_GO_WITHIN_MS, 5_000).catch(() => {
    throw new Error(`${left.length} keys stay: ${left.slice(0, TOLD).join(', ')}`);
  });
  console.log(`keys at the end: ${await redis.client.dbsize()}, each of them planned`);
}

function tell(faults: readonly string[]): void {
  for (const fault of faults.slice(0, TOLD)) console.log(`FAULT ${fault}`);
  if (faults.length > TOLD) console.log(`… and ${faults.length - TOLD} more`);
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new TypeError('--minutes must be a number above 0');
const faults = await withRig(async (rig) => {
  await load(rig, minutes);
  return judge(rig);
});
tell(faults);
console.log(faults.length === 0 ? 'the soak passed' : 'the soak failed');
process.exit(faults.length === 0 ? 0 : 1);
