import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/observe/catalogue.js';
import { createMetrics } from '../../src/observe/metrics.js';
import { OUTCOME_CODES } from '../../src/model/outcome.js';
import { findPromtool } from '../helpers/tools.js';
import { LEADS, NOW, observed } from '../helpers/observed.js';
import { trail, refused } from '../helpers/trail.js';

describe('series', () => {
  it('every outcome a route can have is there from the first scrape with 0', async () => {
    const series = await observed().series();
    for (const outcome of LEADS.outcomes) {
      expect(series.get(`webhook_gateway_deliveries_total{route="leads",outcome="${outcome}"}`)).toBe(0);
    }
    expect(series.has('webhook_gateway_deliveries_total{route="leads",outcome="queued"}')).toBe(false);
    expect(series.get('webhook_gateway_verifications_total{route="leads",secret="old"}')).toBe(0);
    expect(series.get('webhook_gateway_claims_total{route="leads",result="takeover"}')).toBe(0);
    expect(
      series.get('webhook_gateway_attempts_total{route="leads",destination="default",result="final"}'),
    ).toBe(0);
    expect(series.get('webhook_gateway_deliveries_total{route="_unmatched",outcome="not_found"}')).toBe(0);
  });

  it('a route without dedupe has no claims', async () => {
    const routes = [{ ...LEADS, outcomes: ['accepted' as const] }];
    const names = [...(await observed({ routes }).series()).keys()];
    expect(names.filter((name) => /claims|without_dedupe/.test(name))).toEqual([]);
  });

  it('a timestamp that never was is absent, not 1970', async () => {
    const names = [...(await observed().series()).keys()];
    expect(names.filter((name) => /last_(received|accepted)/.test(name))).toEqual([]);
  });

  it('a hostile route, destination or secret name never makes a series', async () => {
    const { reporter, series } = observed();
    const hostile = [
      '__proto__',
      'constructor',
      'x"} 1\n',
      'leads",outcome="accepted',
      '',
      'LEADS',
      '_unmatched ',
    ];
    for (const name of [...hostile, ...Array.from({ length: 1_000 }, (_, i) => `route-${String(i)}`)]) {
      reporter.delivery(trail({ route: name, destination: name, secret: name }));
      reporter.delivery(trail({ secret: name, destination: name }));
      reporter.late(
        trail({ route: name }),
        { number: 1, status: 200, result: 'accepted', durationMs: 1 },
        true,
      );
      reporter.takeover(name);
    }
    const found = await series();
    const labels = [...found.keys()].flatMap((name) => [...name.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]);
    const values = (label: string) => new Set(labels.filter((m) => m[1] === label).map((m) => m[2]));
    expect(values('route')).toEqual(new Set(['_unmatched', 'leads']));
    expect(values('destination')).toEqual(new Set(['_unmatched', 'default']));
    expect(values('secret')).toEqual(new Set(['_other', 'current', 'old']));
    expect(found.get('webhook_gateway_verifications_total{route="leads",secret="_other"}')).toBe(1_007);
    expect(found.get('webhook_gateway_deliveries_total{route="_unmatched",outcome="accepted"}')).toBe(1_007);
  });

  it('a reload removes what vanished and keeps the counts of what stays', async () => {
    const other = { ...LEADS, name: 'orders', secrets: ['only'] };
    const { metrics, reporter, series } = observed({ routes: [LEADS, other] });
    for (const route of ['leads', 'orders']) reporter.delivery(trail({ route, eventMismatch: true }));
    reporter.delivery(trail({ secret: 'old' }));
    await series();

    metrics.declareRoutes([
      { ...LEADS, destinations: [{ name: 'new', queue: false }], secrets: ['current'] },
    ]);
    const after = await series();
    const names = [...after.keys()];
    expect(names.filter((name) => name.includes('orders'))).toEqual([]);
    expect(names.filter((name) => name.includes('destination="default"'))).toEqual([]);
    expect(names.filter((name) => name.includes('secret="old"'))).toEqual([]);
    expect(after.get('webhook_gateway_deliveries_total{route="leads",outcome="accepted"}')).toBe(2);
    expect(after.get('webhook_gateway_verifications_total{route="leads",secret="current"}')).toBe(1);
    expect(after.get('webhook_gateway_delivery_duration_seconds_count{route="leads",kind="forwarded"}')).toBe(
      2,
    );
  });

  it('a delivery that outlives its route does not bring its series back', async () => {
    const { metrics, reporter, series } = observed();
    metrics.declareRoutes([]);
    reporter.delivery(trail());
    reporter.late(trail(), { number: 1, status: 200, result: 'accepted', durationMs: 5 }, true);
    expect([...(await series()).keys()].filter((name) => name.includes('leads'))).toEqual([]);
  });

  it('every duration reaches 60 s', () => {
    for (const entry of Object.values(CATALOGUE)) {
      if (!('buckets' in entry)) continue;
      expect(Math.max(...entry.buckets), entry.name).toBeGreaterThanOrEqual(60);
      expect(entry.buckets, entry.name).toContain(60);
    }
  });

  it("promtool's linter has nothing to say about the exposition", async () => {
    const { metrics, reporter } = observed();
    reporter.delivery(trail());
    const own = (await metrics.scrape()).replace(/^(# \S+ )?(nodejs|process)_.*\n/gm, '');
    expect(execFileSync(findPromtool(), ['check', 'metrics'], { input: `${own}\n`, encoding: 'utf8' })).toBe(
      '',
    );
  });
});

describe('gauges', () => {
  it('in-flight numbers are read at the scrape and fall back to 0', async () => {
    const { metrics, series } = observed();
    let now: [string, number][] = [['leads', 3]];
    metrics.watch({ inFlight: () => now, detached: () => 2, uploads: () => 5, unnamedProxy: () => true });
    const busy = await series();
    expect(busy.get('webhook_gateway_in_flight{route="leads"}')).toBe(3);
    expect(busy.get('webhook_gateway_in_flight_limit{route="leads"}')).toBe(256);
    expect(busy.get('webhook_gateway_detached')).toBe(2);
    expect(busy.get('webhook_gateway_uploads')).toBe(5);
    expect(busy.get('webhook_gateway_unnamed_proxy')).toBe(1);
    now = [['gone', 1]];
    const calm = await series();
    expect(calm.get('webhook_gateway_in_flight{route="leads"}')).toBe(0);
    expect(calm.get('webhook_gateway_in_flight{route="_unmatched"}')).toBe(1);
  });

  it('a refused reload shows, and the time of the last good one stays', async () => {
    const { metrics, series } = observed();
    metrics.reloaded(false);
    const refusedOne = await series();
    expect(refusedOne.get('webhook_gateway_config_last_reload_successful')).toBe(0);
    expect(refusedOne.get('webhook_gateway_config_last_reload_success_timestamp_seconds')).toBe(NOW / 1000);
    metrics.reloaded(true);
    expect((await series()).get('webhook_gateway_config_last_reload_successful')).toBe(1);
  });

  it('build_info tells the version', async () => {
    expect((await observed().series()).get('webhook_gateway_build_info{version="1.2.3"}')).toBe(1);
  });
});

describe('scrape', () => {
  it("carries Node's own series", async () => {
    const text = await observed().metrics.scrape();
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  });

  it('names each metric once, however many gateways the process has seen, and they share no counts', async () => {
    const [one, two] = [observed(), observed()];
    one.reporter.delivery(refused('stale'));
    const text = await two.metrics.scrape();
    const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]);
    expect(new Set(types).size).toBe(types.length);
    expect(text).toContain('webhook_gateway_deliveries_total{route="leads",outcome="stale"} 0');
  });

  it('a gateway more leaves no observer, timer or handle behind', () => {
    createMetrics({ version: '1' });
    const before = process.getActiveResourcesInfo().length;
    for (let i = 0; i < 50; i++) createMetrics({ version: '1' });
    expect(process.getActiveResourcesInfo().length).toBe(before);
  });

  it('every outcome of the catalogue can be counted', async () => {
    const { reporter, series } = observed();
    for (const code of OUTCOME_CODES) reporter.delivery(refused(code));
    const found = await series();
    for (const code of OUTCOME_CODES) {
      expect(found.get(`webhook_gateway_deliveries_total{route="leads",outcome="${code}"}`), code).toBe(1);
    }
  });
});
