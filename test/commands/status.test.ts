/** `status` and `tail`: the whole on one screen, and deliveries as they end. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Overview } from '../../src/operate/overview/overview.js';
import { startApi, type TestApi } from '../helpers/api.js';
import { FakeOperations, T0, attemptOf, detailOf, queueOf, routeOf } from '../helpers/operations.js';
import { until } from '../helpers/servers.js';
import { typed } from './typed.js';

let api: TestApi;
beforeEach(async () => {
  api = await startApi(
    new FakeOperations({
      routes: [
        routeOf('leads', { queue: queueOf({ waiting: 3, dead: 1 }), paused: 'operator' }),
        routeOf('calls', { mode: 'direct', queue: undefined }),
      ],
    }),
  );
});
afterEach(() => api.stop());

async function show(more: Partial<Overview>): Promise<void> {
  api.operations.shown = { ...(await api.operations.overview()), ...more };
}

describe('status', () => {
  test('says that all is well, with a line for each route', async () => {
    const { routes } = await api.operations.overview();
    const counted = routes.map((route) => ({
      ...route,
      destinations: route.destinations.map((one) => ({
        ...one,
        minutes: one.minutes.map((minute, i) =>
          i > 57 ? { ...minute, outcomes: { accepted: 10, failed: 1 } } : minute,
        ),
        ours: { p50: 1, p99: 3.14159 },
        lastAccepted: Date.now() - 180_000,
      })),
    }));
    await show({ routes: counted });
    const { code, out } = await typed(api, ['status']);
    expect(code).toBe(0);
    expect(out).toContain('webhook-gateway 1.2.3, up');
    expect(out).toContain('store redis: up; replicas: 1; configuration 0123456789ab');
    expect(out).toContain('All is well: nothing needs you.');
    expect(out).toMatch(/leads +queued +20 accepted, 2 failed +3.14 ms +- +3 +1 +3 min ago +paused/);
    expect(out).toMatch(/calls +direct .* runs/);
  });

  test('names each of several destinations, with its own mode', async () => {
    const { routes } = await api.operations.overview();
    const several = routes.map((route) => ({
      ...route,
      destinations: route.destinations.flatMap((one) => [
        { ...one, name: 'crm', mode: 'direct' as const },
        { ...one, name: 'mail', mode: 'queued' as const },
      ]),
    }));
    await show({ routes: several });
    const { out } = await typed(api, ['status']);
    expect(out).toMatch(/^calls\/crm +direct /m);
    expect(out).toMatch(/^calls\/mail +queued /m);
    expect(out).not.toMatch(/^calls +/m);
  });

  test('has a row for what none of several destinations was asked about', async () => {
    const { routes } = await api.operations.overview();
    const askedNone = [{ t: T0, outcomes: { invalid_signature: 4, duplicate: 1 } }];
    await show({ routes: routes.map((route) => ({ ...route, askedNone })) });
    const { out } = await typed(api, ['status']);
    expect(out).toMatch(/^calls +direct +4 invalid_signature, 1 duplicate +- .* asked none$/m);
  });

  test.each([
    ['critical', 1],
    ['warning', 0],
  ] as const)('of what is %s it ends with %i', async (severity, expected) => {
    const link = '/docs/operations.md#webhookgatewaydeadletters';
    await show({ attention: [{ severity, route: 'leads', says: '1 dead letter', link }] });
    const { code, out } = await typed(api, ['status']);
    expect(code).toBe(expected);
    expect(out).toMatch(new RegExp(`${severity} +leads +1 dead letter +${link}`));
    expect(out).not.toContain('All is well');
  });

  test('of a route that only reports it says until when, and what share would have been refused', async () => {
    const { routes } = await api.operations.overview();
    const until = Date.now() + 86_400_000;
    const wouldBeRefused = { invalid_signature: 9, stale: 3 };
    const reports = (end: number) =>
      routes.map((route) => ({
        ...route,
        letOn: route.name === 'calls' ? { until: end, genuine: 28, wouldBeRefused } : undefined,
      }));
    await show({ routes: reports(until) });
    expect((await typed(api, ['status'])).out).toContain(
      `calls reports only, until ${new Date(until).toISOString()}: 12 of 40 deliveries of the last hour would have been refused (30 %), 9 invalid_signature, 3 stale\n`,
    );
    await show({ routes: reports(Date.now() - 1) });
    expect((await typed(api, ['status'])).out).not.toContain('reports only');
  });

  test('of many routes that wait for their first delivery it shows three, and how many more there are', async () => {
    const { routes } = await api.operations.overview();
    const [one] = routes;
    if (!one) throw new Error('no route');
    const many = Array.from({ length: 51 }, (_, i) => ({
      ...one,
      name: `route-${i}`,
      waitingForFirst: true,
    }));
    await show({ routes: many });
    const { out } = await typed(api, ['status']);
    expect(out.match(/waits for its first delivery/g)).toHaveLength(3);
    expect(out).toContain('48 more wait for their first delivery: -o json has the URL of each.');
  });

  test('of a route that waits for its first delivery it gives the URL and a line to send one', async () => {
    const { routes } = await api.operations.overview();
    await show({ routes: routes.map((route) => ({ ...route, waitingForFirst: route.name === 'calls' })) });
    const { out } = await typed(api, ['status']);
    expect(out).toContain(
      'calls waits for its first delivery. The URL for its provider: https://YOUR-HOST/webhooks/calls',
    );
    expect(out).toContain('webhook-gateway send --route calls --url http://127.0.0.1:8080/webhooks/calls');
    expect(out).not.toContain('leads waits');
  });

  test('as JSON it is the API’s own answer', async () => {
    const { code, out } = await typed(api, ['status', '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ version: '1.2.3', attention: [] });
  });
});

describe('tail', () => {
  const listener = async () => {
    await until('it listens', () => api.operations.tails.size === 1);
    const [one] = api.operations.tails;
    if (!one) throw new Error('nobody listens');
    return one;
  };
  const start = (...argv: string[]) => {
    const stop = new AbortController();
    return { stop, done: typed(api, ['tail', ...argv], { interrupted: () => stop.signal }) };
  };

  test('prints a line for each delivery, says what was missed, and ends with Ctrl-C', async () => {
    const { stop, done } = start('--route', 'leads', '--outcome', 'failed');
    const one = await listener();
    one.hear('delivery', detailOf({ outcome: 'failed', reason: 'dns\u001b[2J', attempts: [attemptOf()] }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    stop.abort();
    const { code, out, err } = await done;
    expect(code).toBe(0);
    expect(out).toMatch(
      /^09:30:00\.000 +leads\/crm +failed \(dns\\u\{1b\}\[2J\) +lead\.created +503 in 13 ms +msg_1\n$/,
    );
    expect(err).toContain('listening: ');
    expect(api.operations.asked('tail')).toEqual([{ route: 'leads', outcome: 'failed' }]);
    await until('it is closed', () => api.operations.tails.size === 0);
  });

  test('as JSON prints one line each', async () => {
    const { stop, done } = start('-o', 'json');
    const one = await listener();
    for (const id of ['msg_1', 'msg_2']) one.hear('delivery', detailOf({ id, receivedAt: T0 }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    stop.abort();
    const lines = (await done).out.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['msg_1', 'msg_2']);
  });

  test('goes on where the gateway comes back, with a word about it', async () => {
    const { stop, done } = start();
    await (await listener()).end();
    await until('it listens again', () => api.operations.asked('tail').length === 2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    stop.abort();
    const { code, err } = await done;
    expect(code).toBe(0);
    expect(err).toMatch(/listening: .*\nthe gateway is gone; trying again\nlistening: /);
  });

  test('ends where it is refused, and where no gateway is', async () => {
    const deaf = () => ({ hear: () => undefined, end: () => Promise.resolve() });
    for (let i = 0; i < 8; i++) api.operations.tail({}, deaf());
    expect(await typed(api, ['tail'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('at most 8') as string,
    });
    expect((await typed({ url: 'http://127.0.0.1:1' }, ['tail'])).code).toBe(1);
  });
});
