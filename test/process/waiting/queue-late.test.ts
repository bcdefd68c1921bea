/** Mode spill: an attempt that outlives its source's patience ends while Redis is away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { durableSetup } from '../../helpers/durable-setup.js';
import { lead } from '../../helpers/leads.js';

/** Longer than the gateway tries to write down what an attempt came to. */
const AWAY_MS = 10_000;

const setup = durableSetup();

test.each([
  ['accepted', 200, 1],
  ['refused for now', 503, 2],
])(
  '%s: the gateway serves on, and what was accepted is not sent again',
  { timeout: 60_000 },
  async (_, status, attempts) => {
    const durable = await setup.start({
      mode: 'spill',
      replicas: 1,
      deadline: '2s',
      timeout: '6s',
    });
    const { receiver, sources } = durable;
    let end: (() => void) | undefined;
    receiver.decide = (delivery, response) => {
      receiver.decide = () => 200;
      end = () => {
        if (status < 300) receiver.accept(delivery);
        response.writeHead(status).end();
      };
      return undefined;
    };
    await sources.deliver(lead());
    expect([...sources.answers]).toEqual([['200', 1]]);
    await setup.redis.kill9();
    end?.();
    await sleep(AWAY_MS);
    await setup.redis.restart();
    await sources.deliver(lead());
    await durable.settled(20_000);
    // Whoever would send it again has had the time.
    await sleep(3_000);
    expect(receiver.arrivals).toHaveLength(attempts + 1);
    expect(receiver.repeated).toBe(0);
    expect(durable.gateway(0).said()).not.toContain('fault');
  },
);
