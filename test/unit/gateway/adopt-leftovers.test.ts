/** Messages that are left in a lane get the queue of the route that is in force, whatever comes meanwhile. */
import { describe, expect, test } from 'vitest';
import type { GatewayConfig } from '../../../src/config/config.js';
import { loadGatewayConfig } from '../../../src/config/load.js';
import { createAdoption } from '../../../src/gateway/adopt-leftovers.js';
import type { ConfiguredRoute } from '../../../src/gateway/configured-route.js';
import { Leftovers } from '../../../src/gateway/leftovers.js';
import type { Deliver } from '../../../src/line/attempt/attempt.js';
import type { QueueEngine } from '../../../src/queue/engine.js';
import type { QueuedRoute } from '../../../src/queue/queued-route.js';
import { secretFor } from '../../helpers/secrets.js';

type Configured = ReadonlyMap<string, ConfiguredRoute>;

function configOf(mode: string): GatewayConfig {
  const spoken = (scheme: string) => ({ scheme, secrets: [secretFor(scheme)] });
  const destination = { name: 'crm', url: 'http://127.0.0.1:3000', ...spoken('standard') };
  const routes = [{ name: 'a', path: '/a', source: spoken('github'), destination, delivery: { mode } }];
  const text = JSON.stringify({ store: { url: 'redis://127.0.0.1:6379' }, routes });
  const loaded = loadGatewayConfig({
    ...{ file: 'test.yaml', exists: () => false, env: {} },
    readFile: () => Buffer.from(text),
  });
  if (!loaded.ok) throw new Error(loaded.faults.map(({ message }) => message).join());
  return loaded.config;
}

/** A route as one configuration has it, with the attempts that it makes. */
function configured(deliver: Deliver, mode = 'direct'): Configured {
  const [config] = configOf(mode).routes;
  const live = { destinations: [{ deliver }] };
  return new Map([
    ['a', { config, live, keeping: new Map(), allowance: undefined } as unknown as ConfiguredRoute],
  ]);
}

function attempts(): Deliver {
  return () => ({ ended: new Promise(() => undefined), abort: () => undefined, conclude: () => false });
}

/** What is opened for one lane with a message, where `after` is in force by the time that queues are open. */
async function opened(before: Configured, after: Configured): Promise<readonly QueuedRoute[]> {
  let inForce = before;
  const queues: QueuedRoute[] = [];
  const lines: string[] = [];
  const adopt = createAdoption({
    store: { onChange: () => undefined },
    routes: () => inForce,
    leftovers: new Leftovers(),
    messages: {
      routes: () => Promise.resolve(['a']),
      counts: () => Promise.resolve({ pending: 1, dead: 0 }),
    } as never,
    openQueues: () => {
      inForce = after;
      return Promise.resolve({ open: (one: QueuedRoute) => queues.push(one) } as unknown as QueueEngine);
    },
    log: { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) } as never,
  });
  await adopt();
  expect(lines).toHaveLength(queues.length);
  return queues;
}

describe('a lane that is left', () => {
  test('gets the queue of its route', async () => {
    const route = configured(attempts());
    expect(await opened(route, route)).toMatchObject([{ lane: 'a', destination: 'crm' }]);
  });

  test('gets that of the route in force, where a reload came while queues were opened', async () => {
    const [first, second] = [attempts(), attempts()];
    const [queue] = await opened(configured(first), configured(second));
    expect(queue?.deliver).toBe(second);
  });

  test('gets none where the route has its own by then, or is gone', async () => {
    const route = configured(attempts());
    expect(await opened(route, configured(attempts(), 'queued'))).toEqual([]);
    expect(await opened(route, new Map())).toEqual([]);
  });
});
