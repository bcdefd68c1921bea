/** What metrics are told of a route before its first delivery, by its mode. */
import { describe, expect, it } from 'vitest';
import { declare } from '../../../src/gateway/declare-route.js';
import type { QueueConfig, RouteConfig } from '../../../src/config/config.js';
import { OUTCOME_CODES, type OutcomeCode } from '../../../src/model/outcome.js';
import { changed } from '../config/helpers.js';

const QUEUE: Omit<QueueConfig, 'mode'> = {
  schedule: [5_000],
  scheduleName: undefined,
  concurrency: 16,
  rate: undefined,
  order: 'none',
  maxAge: 86_400_000,
  keepBodies: 0,
  keepDead: 86_400_000,
};

function route(mode: RouteConfig['mode'], more: Partial<RouteConfig> = {}): RouteConfig {
  const loaded = changed(() => undefined);
  const [first] = loaded.ok ? loaded.config.routes : [];
  if (!first) throw new Error('the usual configuration is faulty');
  const delivery = mode === 'direct' ? { mode } : { ...QUEUE, mode };
  return { ...first, mode, destinations: [{ ...first.destinations[0], delivery }], ...more };
}

function impossible(config: RouteConfig): OutcomeCode[] {
  const { outcomes } = declare(config);
  return OUTCOME_CODES.filter((code) => !outcomes.includes(code));
}

/** Impossible to the usual route in any mode. */
const NEVER = [
  ...['event_reuse', 'filtered', 'untranslatable', 'challenge', 'stale', 'not_found', 'forbidden'],
  ...['unverified', 'rate_limited', 'key_unavailable'],
];

describe('a route', () => {
  it('in direct mode can end in everything but queued', () => {
    expect(impossible(route('direct')).sort()).toEqual([...NEVER, 'queued'].sort());
  });

  it('in queued mode never answers with what its receiver said, and a pause does not show to the source', () => {
    const forwarded = ['accepted', 'rejected', 'failed', 'timeout', 'unreachable'];
    expect(impossible(route('queued')).sort()).toEqual([...NEVER, ...forwarded, 'paused'].sort());
  });

  it('in spill mode can end in both ways', () => {
    expect(impossible(route('spill')).sort()).toEqual([...NEVER].sort());
  });

  it('without dedupe has no duplicates, but needs the store where it queues', () => {
    const dedupe = false;
    const direct = impossible(route('direct', { dedupe }));
    expect(direct).toEqual(expect.arrayContaining(['duplicate', 'in_flight', 'store_unavailable']));
    const queued = impossible(route('queued', { dedupe }));
    expect(queued).toEqual(expect.arrayContaining(['duplicate', 'in_flight']));
    expect(queued).not.toContain('store_unavailable');
  });

  it('that only reports can end as unverified, and one with rates as rate_limited', () => {
    const { source } = route('direct');
    const until = Date.UTC(2027, 0, 1);
    const reporting = declare(
      route('direct', { source: { ...source, reportOnly: { reason: 'a test', until } } }),
    );
    expect(reporting.outcomes).toContain('unverified');
    expect(reporting.reportOnlyUntil).toBe(until);
    const rate = { perClient: { count: 1, per: 1_000 } };
    const limited = declare(route('queued', { source: { ...source, rate } }));
    expect(limited.outcomes).toContain('rate_limited');
    expect(limited.rates).toEqual(['client']);
  });

  it('has a queue in the modes that have one', () => {
    const modes = ['direct', 'queued', 'spill'] as const;
    const queues = modes.map((mode) => declare(route(mode)).destinations.map(({ queue }) => queue));
    expect(queues).toEqual([[false], [true], [true]]);
  });
});
