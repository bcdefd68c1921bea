/** What the overview makes of the API's answer: hours added up, the worst of several, and the order of the rows. */
import { describe, expect, test } from 'vitest';
import type { Attention, DestinationOverview, RouteOverview } from '../../../console/api/types.js';
import { hourOfAll, hourOfDestination, hourOfRoute } from '../../../console/pages/overview/hour.js';
import { inOrder, orderOf, severities } from '../../../console/pages/overview/order.js';
import { attemptsOf, failsAll, summaryOf } from '../../../console/pages/overview/summary.js';
import { noCounts } from '../../../console/parts/outcome-groups.js';
import { toldOf } from '../../../console/pages/overview/told-of.js';
import { toggled, unfolded, withUnfolded } from '../../../console/pages/overview/unfolded.js';

const T1 = '2026-11-20T09:30:00.000Z';
const T2 = '2026-11-20T09:31:00.000Z';
const AT1 = Date.parse(T1) / 1_000;

type Minute = DestinationOverview['minutes'][number];
const minute = (t: string, outcomes: Minute['outcomes'], attempts: Minute['attempts'] = {}): Minute => ({
  ...{ t, outcomes, attempts },
});

function destinationOf(given: Partial<DestinationOverview> = {}): DestinationOverview {
  const nothing = { p50: null, p99: null };
  return {
    ...{
      name: 'crm',
      mode: 'direct',
      url: 'http://127.0.0.1:3000/',
      minutes: [minute(T1, {}), minute(T2, {})],
    },
    ...{ latency: { ours: nothing, receiver: nothing }, backlog: null, oldest: null, dead: null },
    ...{ breaker: null, paused: null, lastAccepted: null },
    ...given,
  };
}

const routeOf = (
  destinations: readonly DestinationOverview[],
  askedNone: RouteOverview['askedNone'] = [],
): Pick<RouteOverview, 'askedNone' | 'destinations'> => ({ askedNone, destinations: [...destinations] });

describe('an hour', () => {
  const crm = destinationOf({ minutes: [minute(T1, { accepted: 3, failed: 1 }), minute(T2, { queued: 2 })] });
  const mail = destinationOf({ name: 'mail', minutes: [minute(T1, { queued: 4 }), minute(T2, {})] });

  test('is counted by group, minute by minute, the earliest first', () => {
    const { times, minutes, total, outcomes } = hourOfDestination(crm);
    expect(times).toEqual([AT1, AT1 + 60]);
    expect(minutes).toEqual([
      { ...noCounts(), good: 3, bad: 1 },
      { ...noCounts(), good: 2 },
    ]);
    expect(total).toEqual({ ...noCounts(), good: 5, bad: 1 });
    expect(outcomes).toEqual({ accepted: 3, failed: 1, queued: 2 });
  });

  test('of a route has its destinations and what none of them was asked about, minute for minute', () => {
    const askedNone = [{ t: T2, outcomes: { invalid_signature: 7, duplicate: 1 } }];
    const { minutes, total } = hourOfRoute(routeOf([crm, mail], askedNone));
    expect(minutes).toEqual([
      { ...noCounts(), good: 7, bad: 1 },
      { ...noCounts(), good: 2, quiet: 1, refused: 7 },
    ]);
    expect(total).toEqual({ ...noCounts(), good: 9, quiet: 1, refused: 7, bad: 1 });
  });

  test('of all routes is their sum, and an outcome of a later gateway is counted too', () => {
    const later = destinationOf({ minutes: [minute(T1, { teleported: 2 }), minute(T2, {})] });
    expect(hourOfAll([routeOf([crm]), routeOf([mail]), routeOf([later])]).total).toEqual({
      ...{ ...noCounts(), good: 9, quiet: 2, bad: 1 },
    });
    expect(hourOfAll([])).toEqual({
      ...{ times: [], minutes: [], total: noCounts(), outcomes: {} },
    });
  });
});

describe('a route with several destinations', () => {
  test('is as slow as its slowest, as backed up as all together, and as broken as the worst', () => {
    const fast = destinationOf({
      latency: { ours: { p50: 1, p99: 9 }, receiver: { p50: 20, p99: 30 } },
      ...{ breaker: 'closed', backlog: 2, dead: 1, oldest: T2, lastAccepted: T1 },
    });
    const slow = destinationOf({
      latency: { ours: { p50: 2, p99: 5 }, receiver: { p50: null, p99: null } },
      ...{ breaker: 'open', backlog: 3, dead: 4, oldest: T1, lastAccepted: T2, paused: 'operator' },
    });
    const direct = destinationOf();
    expect(summaryOf(routeOf([fast, direct, slow]))).toMatchObject({
      ...{ ours: { p50: 2, p99: 9 }, receiver: { p50: 20, p99: 30 } },
      ...{ backlog: 5, dead: 5, oldest: T1, lastAccepted: T2, breaker: 'open', paused: 1 },
    });
  });

  test('of which none queues or was used has no numbers instead of zeros', () => {
    expect(summaryOf(routeOf([destinationOf(), destinationOf()]))).toMatchObject({
      ...{ ours: { p50: null, p99: null }, backlog: null, dead: null, oldest: null, lastAccepted: null },
      ...{ breaker: 'closed', paused: 0 },
    });
  });
});

test('an attempt failed unless the receiver accepted, or said no for good', () => {
  const attempts = { accepted: 5, final: 1, retry: 2, timeout: 1, unreachable: 3 };
  expect(attemptsOf(destinationOf({ minutes: [minute(T1, {}, attempts)] }))).toEqual({
    ...{ all: 12, accepted: 5, failed: 6 },
  });
});

test('a receiver fails where it was asked within the hour and took nothing', () => {
  const failing = (attempts: Minute['attempts']) =>
    failsAll(attemptsOf(destinationOf({ minutes: [minute(T1, {}, attempts)] })));
  expect([{ retry: 3 }, { final: 1 }, { retry: 3, accepted: 1 }, {}].map(failing)).toEqual([
    ...[true, true, false, false],
  ]);
});

describe('the words of an hour', () => {
  const toldOfMinutes = (outcomes: Minute['outcomes'], attempts: Minute['attempts']) => {
    const one = destinationOf({ minutes: [minute(T1, outcomes, attempts)] });
    const place = { route: 'leads' };
    return toldOf({ place, hour: hourOfDestination(one), attempts: attemptsOf(one) });
  };
  const words = (...given: Parameters<typeof toldOfMinutes>) =>
    toldOfMinutes(...given).map(({ count, word }) => `${count} ${word}`);

  test('of a queue that delivered all are accepted, and what came into it is not what waits', () => {
    expect(words({ queued: 7 }, { accepted: 7 })).toEqual(['7 accepted', '7 into the queue']);
    expect(words({ queued: 7 }, { retry: 2 })).toEqual(['7 into the queue', '2 attempts failed']);
  });

  test('of a paused route say that its source was sent away', () => {
    expect(words({ paused: 6, in_flight: 1, duplicate: 2 }, {})).toEqual(['2 answered', '7 sent away']);
  });

  test('of a route that only reports lead to what went on unverified', () => {
    const [, unverified] = toldOfMinutes({ accepted: 1, unverified: 4 }, { accepted: 5 });
    expect(unverified).toMatchObject({
      ...{ count: 4, word: 'unverified', href: '#/deliveries?route=leads&outcome=unverified' },
    });
  });
});

describe('the rows', () => {
  const routes = ['orders', 'leads', 'calls', 'Chats'].map((name) => ({ name }));
  const item = (severity: Attention['severity'], route: string | null): Attention => ({
    ...{ severity, route, says: 'it is so', link: '/docs/operations.md#alerts' },
  });
  const attention = [
    item('critical', null),
    item('warning', 'orders'),
    item('critical', 'orders'),
    item('info', 'calls'),
  ];
  const names = (...given: readonly [order: string | undefined, name?: string]) =>
    inOrder(routes, attention, orderOf(given[0]), given[1]).map(({ name }) => name);

  test('begin with what is gravest; those with nothing come by name', () => {
    expect([...severities(attention)]).toEqual([
      ['orders', 'critical'],
      ['calls', 'info'],
    ]);
    expect(names(undefined)).toEqual(['orders', 'calls', 'Chats', 'leads']);
    expect(names('nonsense')).toEqual(names(undefined));
  });

  test('are as the file has them, if that is chosen', () => {
    expect(names('file')).toEqual(['orders', 'leads', 'calls', 'Chats']);
  });

  test('are those with the text in their names, however it is written', () => {
    expect(names('file', ' CHA ')).toEqual(['Chats']);
    expect(names('file', 'l')).toEqual(['leads', 'calls']);
    expect(names('file', 'z')).toEqual([]);
  });
});

test('what is unfolded stands in the address by name, once', () => {
  expect(unfolded(undefined)).toEqual([]);
  expect(unfolded('leads,,calls')).toEqual(['leads', 'calls']);
  expect(toggled(undefined, 'leads')).toBe('leads');
  expect(toggled('leads', 'calls')).toBe('leads,calls');
  expect(toggled('leads,calls', 'leads')).toBe('calls');
  expect(toggled('calls', 'calls')).toBeUndefined();
  expect(withUnfolded('leads', 'leads')).toBe('leads');
});
