/** Twenty thousand deliveries through one process: in the end every count agrees with every other. */
import { expect, test } from 'vitest';
import { lead, leadsConfig, PATH, type Lead } from '../../helpers/leads.js';
import { createSender, tally, type Sent } from '../../helpers/load.js';
import { startGatewayProcess } from '../../helpers/process.js';
import { keysUnder, leakCheck, randomPrefix } from '../../helpers/redis.js';
import { sharedRedis } from '../../helpers/shared-redis.js';
import { startUpstream } from '../../helpers/upstream.js';

const DELIVERIES = 20_000;
const DUPLICATES = DELIVERIES / 5;
const FAILING = 0.05;
const CLIENTS = 48;

test(
  '20,000 deliveries, a fifth of them again, one in twenty failing at first',
  { timeout: 120_000 },
  async () => {
    const prefix = randomPrefix();
    const receiver = await startUpstream();
    const failed = new Set<string>();
    let failures = 0;
    receiver.reply(({ headers }, response) => {
      const id = String(headers['svix-id']);
      const fails = !failed.has(id) && Math.random() < FAILING;
      if (fails) {
        failed.add(id);
        failures += 1;
      }
      response.writeHead(fails ? 500 : 200).end();
    });
    const gateway = await startGatewayProcess({
      config: leadsConfig({
        receiver: receiver.url,
        redis: sharedRedis(),
        prefix,
        route: 'maxInFlight: 1000',
      }),
    });
    try {
      const send = createSender(true);
      const sent: Sent[] = [];
      const genuine: Lead[] = [];
      /** As a provider: again until it is taken. */
      async function deliver(one: Lead): Promise<void> {
        for (;;) {
          const answer = await send(gateway.url + PATH, one);
          sent.push(answer);
          if (answer.status >= 200 && answer.status < 300) return;
        }
      }
      let begun = 0;
      async function client(): Promise<void> {
        while (begun < DELIVERIES) {
          const turn = begun++;
          const again =
            turn % (DELIVERIES / DUPLICATES) === 4
              ? genuine[Math.floor(Math.random() * genuine.length)]
              : undefined;
          const one = again ?? lead();
          if (!again) genuine.push(one);
          await deliver(one);
        }
      }
      await Promise.all(Array.from({ length: CLIENTS }, client));

      const counts = tally(sent);
      expect(Object.keys(counts).sort()).toEqual(['accepted', 'duplicate', 'failed']);
      expect(genuine).toHaveLength(DELIVERIES - DUPLICATES);
      expect(counts['accepted']).toBe(genuine.length);
      for (const outcome of ['accepted', 'duplicate', 'failed', 'overloaded', 'in_flight']) {
        expect(await gateway.metric('webhook_gateway_deliveries_total', { outcome })).toBe(
          counts[outcome] ?? 0,
        );
      }
      expect(await gateway.metric('webhook_gateway_deliveries_total')).toBe(sent.length);
      expect(await gateway.metric('webhook_gateway_attempts_total')).toBe(receiver.received.length);
      expect(receiver.received).toHaveLength(genuine.length + failures);
      expect(await gateway.metric('webhook_gateway_in_flight')).toBe(0);

      // Each accepted once, and nothing that was not sent.
      const arrivals = new Map<string, number>();
      for (const { body } of receiver.received)
        arrivals.set(body.toString(), (arrivals.get(body.toString()) ?? 0) + 1);
      expect(arrivals.size).toBe(genuine.length);
      for (const { body } of genuine) arrivals.delete(body.toString());
      expect(arrivals.size).toBe(0);

      const ttls = [...(await keysUnder(sharedRedis(), `${prefix}:d`)).values()];
      expect(ttls).toHaveLength(genuine.length);
      expect(Math.min(...ttls)).toBeGreaterThan(0);
    } finally {
      await gateway.stop();
      await receiver.close();
      await leakCheck(sharedRedis(), prefix);
    }
  },
);
