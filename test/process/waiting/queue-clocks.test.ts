/** Replicas whose wall clocks are wrong queue on one Redis: what waits is due by Redis's clock alone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { leads, leadsConfig, PATH, type Lead } from '../../helpers/leads.js';
import { createSender } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { keysUnder, randomPrefix, withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import { sharedRedis } from '../../helpers/shared-redis.js';
import { shiftedClock, type ShiftedClock } from '../../helpers/shifted-clock.js';
import { startUpstream, type Received, type Upstream } from '../../helpers/upstream.js';

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const SCHEDULE = [SECOND, 2 * SECOND];
/** Timers have a grain, and a machine that others use takes its time to look. */
const EARLY_MS = 30;
const LATE_MS = 2_500;
const JITTER = 1.2;

interface Replica extends GatewayProcess {
  readonly clock: ShiftedClock;
}

interface Setup {
  readonly replicas: readonly Replica[];
  readonly receiver: Upstream;
  send(all: readonly Lead[], to: readonly Replica[]): Promise<void>;
}

/** @param shifts of each replica's clock against Redis's, in milliseconds */
async function start(shifts: readonly number[], delivery: string): Promise<Setup> {
  const receiver = await startUpstream();
  const prefix = randomPrefix();
  const config = leadsConfig({
    ...{ receiver: receiver.url, redis: sharedRedis(), prefix },
    route: `delivery: { mode: queued, ${delivery} }`,
  });
  const replicas: Replica[] = [];
  onTestFinished(async () => {
    for (const replica of replicas) {
      await replica.stop();
      replica.clock.remove();
    }
    await receiver.close();
    await withClient(sharedRedis(), async (client) => {
      for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
    });
  });
  const send = createSender(true);
  for (const shift of shifts) {
    const clock = shiftedClock(shift);
    replicas.push({ ...(await startGatewayProcess({ config, env: clock.env })), clock });
  }
  return {
    replicas,
    receiver,
    async send(all, to) {
      const sent = await Promise.all(
        all.map((one, i) => send((to[i % to.length] as Replica).url + PATH, one)),
      );
      expect(sent.map(({ status }) => status)).toEqual(all.map(() => 200));
    },
  };
}

/** Moments of arrival by body. */
function arrivals({ receiver }: Setup): Map<string, number[]> {
  const all = new Map<string, number[]>();
  for (const { body, at } of receiver.received) all.set(String(body), [...(all.get(String(body)) ?? []), at]);
  return all;
}

/** Refuses each delivery as often as the schedule has delays, then accepts it. */
function refusing(setup: Setup) {
  return ({ body }: Received, response: { writeHead(status: number): { end(): unknown } }): void => {
    const times = arrivals(setup).get(String(body))?.length ?? 0;
    response.writeHead(times <= SCHEDULE.length ? 503 : 200).end();
  };
}

async function expectSchedule(setup: Setup, all: readonly Lead[]): Promise<void> {
  const bodies = all.map(({ body }) => String(body));
  await until('all attempts are made', () =>
    bodies.every((body) => (arrivals(setup).get(body)?.length ?? 0) > SCHEDULE.length),
  );
  for (const body of bodies) {
    const at = arrivals(setup).get(body) ?? [];
    const waits = at.slice(1).map((one, i) => one - (at[i] as number));
    expect(waits).toHaveLength(SCHEDULE.length);
    for (const [i, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual((SCHEDULE[i] as number) - EARLY_MS);
      expect(wait).toBeLessThan((SCHEDULE[i] as number) * JITTER + LATE_MS);
    }
  }
}

describe('a schedule is kept, and no message expires early', () => {
  test.each([
    ['one replica is 30 s ahead', 0, 30 * SECOND],
    ['one replica is 30 s behind', 0, -30 * SECOND],
    ['one replica is an hour ahead', 0, HOUR],
    ['one replica is an hour behind', 0, -HOUR],
    ['one replica is a day ahead', 0, DAY],
    ['one replica is a day behind', 0, -DAY],
    ['Redis is a day ahead of all', -DAY, -DAY],
    ['Redis is a day behind all', DAY, DAY],
  ])('%s', { timeout: 60_000 }, async (_, a, b) => {
    // A message that is older than this by any clock but Redis's would be dead.
    const setup = await start([a, b], 'schedule: [1s, 2s], maxAge: 20s');
    setup.receiver.reply(refusing(setup));
    const both = leads(12);
    await setup.send(both, setup.replicas);
    await expectSchedule(setup, both);
    // Whoever's clock is wrong has to wake up by itself.
    const [right, shifted] = setup.replicas as [Replica, Replica];
    right.kill('SIGTERM');
    await right.exited;
    const alone = leads(4);
    await setup.send(alone, [shifted]);
    await expectSchedule(setup, alone);
  });
});

describe('a clock that is set while messages wait', () => {
  test.each([
    ['a day back', -DAY],
    ['a day ahead', DAY],
  ])('%s: none is attempted early, and none waits much longer', { timeout: 60_000 }, async (_, shift) => {
    const setup = await start([0], 'schedule: [1s, 2s], maxAge: 1m');
    setup.receiver.reply(refusing(setup));
    const all = leads(4);
    await setup.send(all, setup.replicas);
    await until('all have been tried', () => setup.receiver.received.length === 4);
    setup.replicas[0]?.clock.set(shift);
    await expectSchedule(setup, all);
  });

  test('back during an attempt: no other replica begins what is in hand', { timeout: 60_000 }, async () => {
    const setup = await start([0, 0], 'schedule: [1s]');
    setup.receiver.reply(async (_, response) => {
      await sleep(17 * SECOND);
      response.writeHead(200).end();
    });
    await setup.send(leads(1), setup.replicas);
    await until('it is attempted', () => setup.receiver.received.length === 1);
    for (const { clock } of setup.replicas) clock.set(-HOUR);
    await sleep(18 * SECOND);
    expect(setup.receiver.received).toHaveLength(1);
  });
});
