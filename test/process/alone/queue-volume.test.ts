/** A long queue is drained with memory that does not grow with it. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { durableSetup } from '../../helpers/durable-setup.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { leadWith } from '../../helpers/leads.js';
import { withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';

const MESSAGES = size('FAULT_MESSAGES', 3_000);
const CONCURRENCY = size('FAULT_CONCURRENCY', 32);
const KIB = 1_000;
/** What a gateway may need beyond what it needs anyway, whatever the length of the queue. */
const MORE_MIB = 120;

const setup = durableSetup();

/** Resident memory, now and at its peak, in MiB. */
function memory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024);
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
}

async function redisMemory(): Promise<number> {
  const info = await withClient(setup.redis.url, (client) => client.info('memory'));
  return Math.round(Number(/used_memory:(\d+)/.exec(info)?.[1]) / 1024 / 1024);
}

test(
  `${MESSAGES} messages wait, and are all delivered once`,
  { timeout: 60_000 + MESSAGES * 10 },
  async () => {
    const durable = await setup.start({
      mode: 'queued',
      replicas: 1,
      delivery: `schedule: [1s, 1s], concurrency: ${CONCURRENCY}, keepBodies: off`,
    });
    const { receiver, sources } = durable;
    receiver.delay = () => 0;
    const pid = durable.gateway(0).child.pid ?? 0;
    // Nobody delivers while they come: the receiver keeps the first ones waiting.
    const held: (() => void)[] = [];
    receiver.decide = (delivery, response) => {
      held.push(() => {
        receiver.accept(delivery);
        response.writeHead(200).end();
      });
      return undefined;
    };
    const storedFrom = performance.now();
    let left = MESSAGES;
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (left-- > 0) await sources.deliver(leadWith(KIB));
      }),
    );
    const stored = performance.now() - storedFrom;
    expect([...sources.answers]).toEqual([['200', MESSAGES]]);
    const before = memory(pid);
    const full = await redisMemory();

    receiver.decide = () => 200;
    const drainedFrom = performance.now();
    for (const answer of held) answer();
    let highest = before.now;
    await until(
      'all are delivered',
      () => {
        highest = Math.max(highest, memory(pid).now);
        return receiver.accepted.size === MESSAGES;
      },
      30_000 + MESSAGES * 5,
      100,
    );
    const drained = performance.now() - drainedFrom;
    await until('nothing is pending', async () => (await durable.pending()) === 0);
    await sleep(500);
    tell('volume', {
      messages: MESSAGES,
      storedPerSecond: Math.round((MESSAGES / stored) * 1_000),
      drainedPerSecond: Math.round((MESSAGES / drained) * 1_000),
      gatewayMiB: { whenStored: before.now, highestWhileDraining: highest, peak: memory(pid).peak },
      redisMiB: { full, drained: await redisMemory() },
    });
    expect(receiver.repeated).toBe(0);
    expect(receiver.arrivals).toHaveLength(MESSAGES);
    expect(highest - before.now).toBeLessThan(MORE_MIB);
  },
);
