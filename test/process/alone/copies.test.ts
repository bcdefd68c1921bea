/** Fifty copies of one delivery at once, through two gateways on one Redis. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lead, leadsConfig, PATH } from '../../helpers/leads.js';
import { createSender, type Sent } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { leakCheck, randomPrefix } from '../../helpers/redis.js';
import { sharedRedis } from '../../helpers/shared-redis.js';
import { startUpstream, type Reply, type Upstream } from '../../helpers/upstream.js';

const COPIES = 50;
const prefix = randomPrefix();
const send = createSender(false);
let receiver: Upstream;
let gateways: readonly GatewayProcess[];

beforeAll(async () => {
  receiver = await startUpstream();
  const config = leadsConfig({ receiver: receiver.url, redis: sharedRedis(), prefix });
  gateways = await Promise.all([startGatewayProcess({ config }), startGatewayProcess({ config })]);
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await receiver.close();
  await leakCheck(sharedRedis(), prefix);
});

async function round(reply: Reply): Promise<{ answers: Sent[]; ids: Set<unknown>; arrivals: number }> {
  receiver.reply(reply);
  receiver.received.length = 0;
  const one = lead();
  const answers = await Promise.all(
    Array.from({ length: COPIES }, (_, i) => send((gateways[i % 2]?.url ?? '') + PATH, one)),
  );
  const ids = new Set(receiver.received.map(({ headers }) => headers['svix-id']));
  return { answers, ids, arrivals: receiver.received.length };
}

const withOutcome = (answers: readonly Sent[], code: string): number =>
  answers.filter(({ outcome }) => outcome === code).length;

describe.each([
  ['at once', 0],
  ['after 700 ms', 700],
])('a receiver that accepts %s', (_, ms) => {
  test('gets it once; one copy is accepted, all others are duplicates', { repeats: 4 }, async () => {
    const { answers, ids, arrivals } = await round((_request, response) => {
      setTimeout(() => response.writeHead(200).end(), ms);
    });
    expect(answers.map(({ status }) => status)).toEqual(Array(COPIES).fill(200));
    expect(withOutcome(answers, 'accepted')).toBe(1);
    expect(withOutcome(answers, 'duplicate')).toBe(COPIES - 1);
    expect(arrivals).toBe(1);
    expect(ids.size).toBe(1);
  });
});

describe('a receiver that fails the first attempt', () => {
  test('accepts it once, under the same svix-id; copies hear 2xx or 503', { repeats: 4 }, async () => {
    let attempts = 0;
    const { answers, ids, arrivals } = await round((_request, response) => {
      const status = attempts++ === 0 ? 503 : 200;
      setTimeout(() => response.writeHead(status).end(), 200);
    });
    for (const { status } of answers) expect([200, 503]).toContain(status);
    expect(withOutcome(answers, 'accepted')).toBe(1);
    // Those who waited where the failing attempt was heard of its failure.
    expect(withOutcome(answers, 'failed')).toBeGreaterThan(0);
    expect(arrivals).toBe(2);
    expect(ids.size).toBe(1);
  });
});
