import { describe, expect, it } from 'vitest';
import { Outcome } from '../../../src/model/outcome.js';
import { NOW, observed } from '../../helpers/observed.js';
import { trail, refused } from '../../helpers/trail.js';

describe('one delivery', () => {
  it('makes one line and one count of each kind', async () => {
    const { reporter, lines, series } = observed();
    reporter.delivery(trail());
    expect(lines()).toHaveLength(1);
    const found = await series();
    for (const name of [
      'deliveries_total{route="leads",outcome="accepted"}',
      'delivery_duration_seconds_count{route="leads",kind="forwarded"}',
      'overhead_seconds_count{route="leads"}',
      'receiver_duration_seconds_count{route="leads",destination="default",status="2xx"}',
      'attempts_total{route="leads",destination="default",result="accepted"}',
      'verifications_total{route="leads",secret="current"}',
      'timestamp_age_seconds_count{route="leads"}',
      'claims_total{route="leads",result="new"}',
    ]) {
      expect(found.get(`webhook_gateway_${name}`), name).toBe(1);
    }
    expect(found.get('webhook_gateway_last_received_timestamp_seconds{route="leads"}')).toBe(
      (NOW - 10) / 1000,
    );
    expect(found.get('webhook_gateway_last_accepted_timestamp_seconds{route="leads"}')).toBe(NOW / 1000);
  });

  it('its time is split into upload, receiver and ours', async () => {
    const { reporter, lines, series } = observed();
    reporter.delivery(trail());
    expect(lines()[0]).toMatchObject({ durationMs: 10, uploadMs: 1, receiverMs: 6, overheadMs: 3 });
    const found = await series();
    expect(found.get('webhook_gateway_overhead_seconds_sum{route="leads"}')).toBeCloseTo(0.003);
    expect(
      found.get('webhook_gateway_delivery_duration_seconds_sum{route="leads",kind="forwarded"}'),
    ).toBeCloseTo(0.01);
  });

  it('a forgery counts as received, and nothing it claims is measured', async () => {
    const { reporter, series } = observed();
    reporter.delivery(refused('invalid_signature', { timestampAge: 1e12 }));
    const found = await series();
    expect(found.get('webhook_gateway_deliveries_total{route="leads",outcome="invalid_signature"}')).toBe(1);
    expect(found.has('webhook_gateway_last_received_timestamp_seconds{route="leads"}')).toBe(true);
    expect(found.has('webhook_gateway_last_accepted_timestamp_seconds{route="leads"}')).toBe(false);
    expect(found.has('webhook_gateway_timestamp_age_seconds_count{route="leads"}')).toBe(false);
    expect(found.has('webhook_gateway_overhead_seconds_count{route="leads"}')).toBe(false);
  });

  it('a time ahead of ours counts as age 0 and stays negative in the log', async () => {
    const { reporter, lines, series } = observed();
    reporter.delivery(trail({ timestampAge: -4 }));
    reporter.delivery(trail({ timestampAge: Number.NaN }));
    const found = await series();
    expect(found.get('webhook_gateway_timestamp_age_seconds_sum{route="leads"}')).toBe(0);
    expect(found.get('webhook_gateway_timestamp_age_seconds_count{route="leads"}')).toBe(1);
    expect(lines()[0]?.['timestampAge']).toBe(-4);
  });

  it.each([
    [200, '2xx'],
    [302, '3xx'],
    [404, '4xx'],
    [503, '5xx'],
    [undefined, 'none'],
    [101, 'none'],
    [999, 'none'],
  ])('a receiver status of %s counts as %s', async (status, label) => {
    const { reporter, series } = observed();
    reporter.delivery(trail({ attempt: { number: 1, status, result: 'retry', durationMs: 1 } }));
    const name = `webhook_gateway_receiver_duration_seconds_count{route="leads",destination="default",status="${label}"}`;
    expect((await series()).get(name)).toBe(1);
  });

  it('every asking for the claim counts, in order', async () => {
    const { reporter, lines, series } = observed();
    reporter.delivery(trail({ claims: ['busy', 'new', 'id_reuse'] }));
    expect(lines()[0]?.['claims']).toBe('busy new id_reuse');
    expect((await series()).get('webhook_gateway_claims_total{route="leads",result="busy"}')).toBe(1);
  });

  it('a mismatching event and a missing dedupe count', async () => {
    const { reporter, lines, series } = observed();
    reporter.delivery(trail({ eventMismatch: true, withoutDedupe: true }));
    const found = await series();
    expect(found.get('webhook_gateway_event_mismatches_total{route="leads"}')).toBe(1);
    expect(found.get('webhook_gateway_without_dedupe_total{route="leads"}')).toBe(1);
    expect(lines()[0]).toMatchObject({ eventMismatch: true, withoutDedupe: true });
  });

  it('a trail without an outcome is an error line, not an exception', async () => {
    const { reporter, lines, series } = observed();
    reporter.delivery(trail({ outcome: undefined, status: undefined }));
    expect(lines()[0]).toMatchObject({ level: 'error', msg: 'delivery' });
    expect((await series()).get('webhook_gateway_deliveries_total{route="leads",outcome="accepted"}')).toBe(
      0,
    );
  });
});

describe('an attempt that outlives its answer', () => {
  const answered = () => trail({ outcome: new Outcome('timeout'), status: 504, attempt: undefined });
  const ended = { number: 1, status: 200, result: 'accepted', durationMs: 40_000 } as const;

  it('is counted once, when it ends', async () => {
    const { reporter, series } = observed();
    const name = 'webhook_gateway_attempts_total{route="leads",destination="default",result="accepted"}';
    const delivery = answered();
    reporter.delivery(delivery);
    expect((await series()).get(name)).toBe(0);
    reporter.late(delivery, ended, true);
    const found = await series();
    expect(found.get(name)).toBe(1);
    expect(found.get('webhook_gateway_deliveries_total{route="leads",outcome="timeout"}')).toBe(1);
    expect(found.get('webhook_gateway_deliveries_total{route="leads",outcome="accepted"}')).toBe(0);
    expect(found.get('webhook_gateway_last_accepted_timestamp_seconds{route="leads"}')).toBe(NOW / 1000);
  });

  it('does not count its receiver as our overhead', async () => {
    const { reporter, series } = observed();
    reporter.delivery(answered());
    expect((await series()).has('webhook_gateway_overhead_seconds_count{route="leads"}')).toBe(false);
  });

  it('has its own line, with the id of the first', () => {
    const { reporter, lines } = observed();
    reporter.late(answered(), ended, true);
    reporter.late(answered(), ended, false);
    expect(lines()[0]).toMatchObject({
      msg: 'late attempt',
      messageId: 'msg_1',
      remembered: true,
      level: 'info',
    });
    expect(lines()[1]).toMatchObject({ remembered: false, level: 'warn' });
  });
});

describe('beside deliveries', () => {
  it('a takeover is counted and warned of', async () => {
    const { reporter, lines, series } = observed();
    reporter.takeover('leads');
    expect((await series()).get('webhook_gateway_claims_total{route="leads",result="takeover"}')).toBe(1);
    expect((await series()).get('webhook_gateway_late_commits_total{route="leads"}')).toBe(1);
    expect(lines()[0]).toMatchObject({ level: 'warn', route: 'leads', msg: 'claim taken over' });
  });

  it('a claim that was waited for and then released is a takeover, and nothing to warn of', async () => {
    const { reporter, series } = observed();
    reporter.delivery(trail({ claims: ['busy', 'takeover'] }));
    const found = await series();
    expect(found.get('webhook_gateway_claims_total{route="leads",result="takeover"}')).toBe(1);
    expect(found.get('webhook_gateway_late_commits_total{route="leads"}')).toBe(0);
  });

  it('a fault of ours is counted and logged with its stack', async () => {
    const { reporter, lines, series } = observed();
    reporter.fault(new TypeError('oops'));
    expect((await series()).get('webhook_gateway_faults_total')).toBe(1);
    expect(lines()[0]).toMatchObject({
      level: 'error',
      msg: 'fault',
      err: { type: 'TypeError', message: 'oops' },
    });
  });
});
