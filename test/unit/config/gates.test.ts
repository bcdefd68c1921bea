/** `source.reportOnly` and `source.rate`: what they take, what is wrong with them, and what is risky. */
import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../../../src/config/load.js';
import { redactConfig } from '../../../src/config/redact.js';
import { ENV, changed, faultLines, firstRoute, good, usual, warningLines } from './helpers.js';

const at = 'routes[0].source.reportOnly';
const NOW = Date.UTC(2026, 10, 28, 15);

/** Loads the usual route on that day, with a reason and this end. */
function until(day: unknown, { now = NOW, ...more }: { now?: number; reason?: unknown } = {}) {
  const config = usual();
  config.routes[0].source['reportOnly'] = { reason: 'to be seen', until: day, ...more };
  return loadGatewayConfig({
    file: '/conf/gateway.yaml',
    env: ENV,
    now,
    readFile: () => Buffer.from(JSON.stringify(config)),
  });
}

describe('reportOnly', () => {
  it('holds to the end of its day in UTC, and is printed as it was written', () => {
    const loaded = until('2027-01-31');
    expect(firstRoute(loaded).source.reportOnly).toEqual({
      reason: 'to be seen',
      until: Date.UTC(2027, 1, 1),
    });
    const [route] = redactConfig(good(loaded))['routes'] as [{ source: object }];
    expect(route.source).toMatchObject({ reportOnly: { reason: 'to be seen', until: '2027-01-31' } });
  });

  it.each([
    ...['2027-02-30', '2027-1-31', '31.01.2027', '2027-01-31T00:00:00Z', '2027-01-31 ', 'tomorrow', ''],
    ...[20_270_131, null, true],
  ])('%j is no date', (day) => {
    expect(faultLines(until(day)).join('\n')).toMatch(
      /reportOnly\.until: (expected a date such as 2027-01-31|is required)/,
    );
  });

  it('ends within 90 days, whatever the hour', () => {
    const [first, last] = [Date.UTC(2026, 10, 28), Date.UTC(2026, 10, 29) - 1];
    for (const now of [first, last]) {
      expect(faultLines(until('2027-02-26', { now }))).toEqual([]);
      expect(faultLines(until('2027-02-27', { now }))).toEqual([
        `${at}.until: lies more than 90 days ahead; take an earlier day, and set it anew when it comes`,
      ]);
    }
  });

  it('a day that is over is a warning, and today is not over', () => {
    const over = expect.stringContaining(`${at}.until: is over: what does not verify is refused`) as unknown;
    expect(warningLines(until('2026-11-27'))).toContainEqual(over);
    expect(faultLines(until('2026-11-27'))).toEqual([]);
    expect(warningLines(until('2026-11-28'))).not.toContainEqual(over);
  });

  it('needs a reason and an end', () => {
    const loaded = changed((_config, route) => (route.source['reportOnly'] = {}));
    expect(faultLines(loaded)).toEqual([
      `${at}.reason: is required: reason: "why forgeries go on for now"`,
      expect.stringContaining(`${at}.until: is required: the last day, at most 90 days ahead`),
    ]);
    expect(faultLines(until('2026-12-01', { reason: '  ' }))).toEqual([
      `${at}.reason: expected a reason in words`,
    ]);
  });

  it.each(['queued', 'spill'])('does not go with mode %s, which stores', (mode) => {
    const loaded = changed((_config, route) => {
      route['delivery'] = { mode };
      route.source['reportOnly'] = { reason: 'x', until: '2027-01-31' };
    });
    expect(faultLines(loaded)).toEqual([
      expect.stringContaining(`${at}: works with delivery.mode: direct only: ${mode} stores deliveries`),
    ]);
  });

  it('does not go with scheme none', () => {
    const loaded = changed((_config, route) => {
      route.source = {
        ...{ scheme: 'none', reason: 'a test' },
        reportOnly: { reason: 'x', until: '2027-01-31' },
      };
    });
    expect(faultLines(loaded)).toEqual([
      `${at}: under scheme none nothing is verified, and everything goes on; remove it`,
    ]);
  });

  it('is warned about, and so is what the receiver will not see', () => {
    const loaded = changed(
      (_config, route) => {
        Object.assign(route.source, {
          scheme: 'standard',
          reportOnly: { reason: 'x', until: '2027-01-31' },
        });
        route.destination['payload'] = 'compact';
      },
      { ...ENV, SOURCE: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' },
    );
    expect(warningLines(loaded)).toEqual([
      expect.stringContaining(`${at}: what does not verify goes on to the receiver, unsigned and marked`),
      expect.stringContaining(`${at}: webhook-signature, webhook-timestamp, webhook-id`),
      expect.stringContaining(`${at}: what does not verify goes on as it came, whatever destination.payload`),
    ]);
  });
});

describe('rate', () => {
  it('takes a rate for genuine deliveries and one for each client, and is printed as it was written', () => {
    const loaded = changed((_config, route) => {
      route.source['rate'] = { verified: '100/s', perClient: '600/m' };
    });
    expect(firstRoute(loaded).source.rate).toEqual({
      verified: { count: 100, per: 1_000 },
      perClient: { count: 600, per: 60_000 },
    });
    const [route] = redactConfig(good(loaded))['routes'] as [{ source: object }];
    expect(route.source).toMatchObject({ rate: { verified: '100/s', perClient: '600/m' } });
  });

  it.each([['100'], ['0/s'], ['100/d'], ['1.5/s'], ['-1/s'], [100], ['100 /s']])('%j is no rate', (rate) => {
    const loaded = changed((_config, route) => (route.source['rate'] = { verified: rate }));
    expect(faultLines(loaded)).toEqual([
      expect.stringContaining('routes[0].source.rate.verified: expected a rate such as 100/s'),
    ]);
  });

  it('warns where a proxy may stand for all clients', () => {
    const rate = { perClient: '20/s' };
    const without = changed((_config, route) => (route.source['rate'] = rate));
    expect(warningLines(without)).toEqual([
      expect.stringContaining('routes[0].source.rate.perClient: server.trustedProxies is empty'),
    ]);
    const named = changed((config, route) => {
      config['server'] = { trustedProxies: ['10.0.0.0/8'] };
      route.source['rate'] = rate;
    });
    expect(warningLines(named)).toEqual([]);
  });
});
