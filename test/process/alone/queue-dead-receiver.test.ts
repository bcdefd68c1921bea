/** The receiver is gone for longer than a provider would try; or it hangs, beside another that does not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { durableSetup } from '../../helpers/durable-setup.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { leads, leadsConfig, PATH } from '../../helpers/leads.js';
import { createSender, tally } from '../../helpers/load.js';
import { until } from '../../helpers/servers.js';
import { startUpstream } from '../../helpers/upstream.js';

/** Of `webhook_gateway_breaker_state`. */
const CLOSED = 0;
const OPEN = 2;
const HOUR_MS = 12_000;

const setup = durableSetup();

/** The most of these (sorted, in milliseconds) that lie within any such time. */
function mostWithin(times: readonly number[], ms: number): number {
  let most = 0;
  let first = 0;
  times.forEach((at, last) => {
    while (at - (times[first] ?? at) >= ms) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most;
}

test(
  'a receiver that was gone for an hour gets everything when it is back, and never more than the rate',
  { timeout: 60_000 },
  async () => {
    const MESSAGES = size('FAULT_MESSAGES', 500);
    const RATE = 100;
    /** Ten attempts' worth in a tenth of a second, the limiter's window. */
    const WINDOW = RATE / 10;
    // ActuallyCare's four attempts in fifteen minutes, an hour being twelve seconds: a receiver that is asked at each of
    // them would have everything dead after a quarter of the time.
    const durable = await setup.start({
      mode: 'queued',
      delivery: `schedule: [200ms, 800ms, 2s], rate: ${RATE}/s, maxAge: 1h`,
    });
    const { receiver, sources } = durable;
    await receiver.close();
    const goneAt = performance.now();
    const unsent = [...leads(MESSAGES)];
    const sendAll = async (): Promise<void> => {
      for (let one = unsent.pop(); one; one = unsent.pop()) await sources.deliver(one);
    };
    // A busy machine would refuse some of them if they all came in the same moment.
    await Promise.all(Array.from({ length: 32 }, sendAll));
    expect([...sources.answers]).toEqual([['200', MESSAGES]]);
    const breakers = () =>
      Promise.all(
        durable.running.map((one) => one.metric('webhook_gateway_breaker_state', { route: 'leads' })),
      );
    await until('the breakers open', async () => (await breakers()).every((state) => state === OPEN));
    await sleep(HOUR_MS - (performance.now() - goneAt));
    expect((await durable.dead()).size).toBe(0);

    const backAt = Date.now();
    await receiver.reopen();
    await durable.settled(35_000);
    const { arrivals } = receiver;
    tell('receiver gone', {
      firstAfterMs: (arrivals[0] ?? Infinity) - backAt,
      allAfterMs: (arrivals.at(-1) ?? Infinity) - backAt,
      mostInASecond: mostWithin(arrivals, 1_000),
      mostInAWindow: mostWithin(arrivals, 100),
    });
    expect((await durable.dead()).size).toBe(0);
    expect(receiver.repeated).toBe(0);
    // A window of the limiter more, and another one for what a busy machine holds up.
    expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(RATE + 2 * WINDOW);
    await until('the breakers close', async () => (await breakers()).every((state) => state === CLOSED));
  },
);

test('a route whose receiver hangs does not slow another one', { timeout: 60_000 }, async () => {
  const ONE_TURN = 150;
  const hanging = await startUpstream(() => undefined);
  onTestFinished(() => hanging.close());
  const [, stuck = ''] = leadsConfig({
    receiver: hanging.url,
    timeout: '2s',
    route: 'delivery: { mode: queued, concurrency: 64 }',
  }).split('routes:\n');
  const durable = await setup.start({
    mode: 'queued',
    replicas: 1,
    more: stuck.replace('name: leads', 'name: stuck').replace(PATH, '/stuck'),
  });
  const { receiver, sources } = durable;

  /** Milliseconds from the acknowledgement to the acceptance, for one after the other. */
  async function latencies(): Promise<number[]> {
    const took: number[] = [];
    for (const one of leads(ONE_TURN)) {
      await sources.deliver(one);
      const text = one.body.toString();
      await until('it arrives', () => receiver.accepted.has(text), 20_000, 2);
      took.push((receiver.accepted.get(text)?.[0] ?? Infinity) - (sources.acknowledged.get(text) ?? 0));
    }
    return took.sort((a, b) => a - b);
  }
  const alone = await latencies();

  const send = createSender(true);
  const { url } = durable.gateway(0);
  // More than it may attempt at a time, and not more than the gateway takes of a route in one moment.
  const sent = await Promise.all(leads(250).map((one) => send(`${url}/stuck`, one)));
  expect(tally(sent)).toEqual({ queued: 250 });
  await until('its attempts hang', () => hanging.received.length >= 64);
  const beside = await latencies();
  const at = (took: readonly number[], share: number): number => took[Math.floor(share * took.length)] ?? 0;
  tell('beside a receiver that hangs', {
    alone: [at(alone, 0.5), at(alone, 0.95)],
    beside: [at(beside, 0.5), at(beside, 0.95)],
  });
  // What a hanging receiver could cost is its timeout; what is allowed here is a busy machine's unrest.
  expect(at(beside, 0.5)).toBeLessThan(at(alone, 0.5) + 50);
  expect(at(beside, 0.95)).toBeLessThan(at(alone, 0.95) + 200);
});
