/**
 * Several destinations while gateways are killed and Redis stands still: what was acknowledged reaches each of them, and
 * what reaches one twice was in somebody's hands just then.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { CountingReceiver, PREFIX, Sources } from '../../helpers/durable.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { leadsConfig } from '../../helpers/leads.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { startRedis } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import { secretFor } from '../../helpers/sign.js';
import { startUpstream } from '../../helpers/upstream.js';

const ROUNDS = size('FAULT_ROUNDS', 3);
const SOURCES = 8;
const CONCURRENCY = 8;
/** Longer than a lease, as long as a machine may be busy. */
const SETTLED_WITHIN_MS = 60_000;

const ASIDE = {
  mode: 'queued',
  schedule: Array.from({ length: 20 }, () => '500ms'),
  concurrency: CONCURRENCY,
};
/** Two that are waited for, and one that is queued beside them. */
const NAMES = ['crm', 'mail', 'sheet'] as const;

function configOf(redis: string, urls: readonly string[]): string {
  const [before = ''] = leadsConfig({ receiver: '', redis, prefix: PREFIX, deadline: '4s' }).split(
    '    destination:',
  );
  const destinations = NAMES.map((name, i) => ({
    ...{ name, url: urls[i], scheme: 'standard', secrets: [secretFor('standard')], resend: 'off' },
    ...(name === 'sheet' ? { delivery: ASIDE } : {}),
  }));
  return `${before}    destinations: ${JSON.stringify(destinations)}\n`;
}

async function startReceiver(): Promise<CountingReceiver> {
  const receiver = new CountingReceiver(await startUpstream());
  onTestFinished(() => receiver.close());
  // Some are refused for now, so that one owes what another has; some take long, so that kills find them.
  receiver.decide = () => (Math.random() < 0.15 ? 503 : 200);
  receiver.delay = () => (Math.random() < 0.1 ? 300 : 3 + Math.random() * 20);
  return receiver;
}

test(
  'each receiver gets what was acknowledged, and twice only what was in hand at a fault',
  { timeout: ROUNDS * 20_000 + SETTLED_WITHIN_MS + 60_000 },
  async () => {
    const redis = await startRedis({ appendonly: true });
    onTestFinished(() => redis.stop());
    const receivers = await Promise.all(NAMES.map(startReceiver));
    const config = configOf(
      redis.url,
      receivers.map(({ url }) => url),
    );
    const gateways: (GatewayProcess | undefined)[] = [];
    onTestFinished(async () => {
      for (const one of gateways) await one?.stop();
    });
    for (const place of [0, 1]) gateways[place] = await startGatewayProcess({ config });
    const sources = new Sources(() => gateways.flatMap((one) => (one ? [one.url] : [])));
    sources.start(SOURCES, 60);
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(500 + Math.random() * 1_500);
      const killed = gateways[round % 2];
      gateways[round % 2] = undefined;
      killed?.kill('SIGKILL');
      await killed?.stop();
      await sleep(Math.random() * 500);
      gateways[round % 2] = await startGatewayProcess({ config });
      await sleep(500);
      await redis.pause();
      await sleep(200 + Math.random() * 1_500);
      await redis.resume();
    }
    await sleep(1_000);
    await sources.stop();

    const { acknowledged } = sources;
    const missing = (): readonly string[] =>
      receivers.flatMap(({ accepted }, i) =>
        [...acknowledged.keys()]
          .filter((body) => !accepted.has(body))
          .map((body) => `${NAMES[i] ?? ''}: ${body}`),
      );
    await until('everybody has it', () => missing().length === 0, SETTLED_WITHIN_MS, 100).catch(
      () => undefined,
    );
    expect(missing()).toEqual([]);
    tell('killed gateways and several destinations', {
      rounds: ROUNDS,
      acknowledged: acknowledged.size,
      repeated: receivers.map(({ repeated }) => repeated),
      answers: Object.fromEntries(sources.answers),
    });
    expect(acknowledged.size).toBeGreaterThan(ROUNDS * 20);
    // Each round has two faults.
    for (const { repeated } of receivers)
      expect(repeated).toBeLessThanOrEqual(2 * ROUNDS * (SOURCES + CONCURRENCY));
  },
);
