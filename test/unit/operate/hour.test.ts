/** The last hour: what is counted, what is told of it, and what replicas add up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/line/claim/claim-store.js';
import type { ReplicaNotes } from '../../../src/model/replica-notes.js';
import type { AttemptNote, QueueAttempt } from '../../../src/model/trail.js';
import { Outcome } from '../../../src/model/outcome.js';
import { minuteText, readMinute } from '../../../src/operate/overview/counts.js';
import { BUCKETS, bucketOf, quantile } from '../../../src/operate/overview/histogram.js';
import { Hour } from '../../../src/operate/overview/hour.js';
import type { OperatedRoute } from '../../../src/operate/operations.js';
import { hourOf, hoursOf, routeOverview } from '../../../src/operate/overview/route-overview.js';
import { secretsInUse } from '../../../src/operate/overview/secret-use.js';
import { SharedHour, type JoinedHour } from '../../../src/operate/overview/shared-hour.js';
import { createMemoryReplicas } from '../../../src/store/memory/memory-replicas.js';
import { refused, trail } from '../../helpers/trail.js';

const MINUTE = 60_000;
/** The middle of a minute. */
const NOW = Math.floor(Date.UTC(2026, 10, 20, 9, 30) / MINUTE) * MINUTE + 30_000;
const FAILED: AttemptNote = { number: 1, status: 500, result: 'retry', durationMs: 20 };

/** Genuine ones have a key. */
const genuine = (changes: Parameters<typeof trail>[0] = {}) => trail({ key: 'k', ...changes });
const queued = (attempt: AttemptNote): QueueAttempt => ({
  ...{ route: 'leads', destination: 'default', messageId: 'msg_1', sourceId: undefined, event: undefined },
  ...{ attempt, age: 50, next: undefined },
});

/** What several replicas share. */
class Shared implements Partial<ReplicaNotes> {
  readonly kept = new Map<number, Map<string, string>>();
  readonly first = new Set<string>();
  away = false;
  #answer<T>(value: T): Promise<T> {
    return this.away ? Promise.reject(new StoreUnavailable('timeout')) : Promise.resolve(value);
  }
  keepMinute = (minute: number, id: string, text: string) =>
    this.#answer(undefined).then(() => {
      this.kept.set(minute, new Map([...(this.kept.get(minute) ?? []), [id, text]]));
    });
  minutes = (minutes: readonly number[]) =>
    this.#answer(minutes.map((minute) => this.kept.get(minute) ?? new Map()));
  keepFirst = (routes: readonly string[]) =>
    this.#answer(undefined).then(() => {
      for (const route of routes) this.first.add(route);
    });
  firsts = () => this.#answer(new Set(this.first));
}

function replica(id: string, notes: Partial<ReplicaNotes> = new Shared(), clock = () => NOW) {
  const hour = new Hour();
  let now = 0;
  const shared = new SharedHour({
    ...{ hour, id, clock, notes: { ...createMemoryReplicas(), ...notes } },
    now: () => (now += 10_000),
    catchUp: () => undefined,
  });
  return { hour, shared };
}

const secret = (name: string, use: 'source' | 'destination' = 'source') => ({
  ...{ route: 'leads', destination: use === 'source' ? undefined : 'default', use, name },
  from: 'env LEADS',
});

const wholeOf = (joined: JoinedHour, route = 'leads') => {
  const { whole } = hourOf(joined, route);
  return {
    outcomes: Object.fromEntries(whole.outcomes),
    attempts: Object.fromEntries(whole.attempts),
    reasons: Object.fromEntries(whole.reasons),
  };
};

describe('a duration', () => {
  it('is found again by its bucket, within half of it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60_000, noNaN: true }), (ms) => {
        const median = quantile(new Map([[bucketOf(ms), 1]]), 0.5) ?? 0;
        expect(bucketOf(ms)).toBeLessThan(BUCKETS);
        expect(median).toBeGreaterThanOrEqual(ms / 1.5 - 0.25);
        expect(median).toBeLessThanOrEqual(ms * 1.5 + 0.25);
      }),
    );
  });

  it('above all buckets, below zero or none at all spoils nothing', () => {
    expect([bucketOf(-1), bucketOf(Number.NaN), bucketOf(1e9)]).toEqual([0, 0, BUCKETS - 1]);
    expect(quantile(new Map(), 0.5)).toBeUndefined();
  });
});

describe('the hour of a replica', () => {
  it('counts outcomes, attempts and reasons of refusals, the queue’s attempts too', async () => {
    const { hour, shared } = replica('a');
    hour.delivery(genuine(), NOW, 3);
    hour.delivery(genuine({ outcome: new Outcome('failed'), attempt: FAILED }), NOW, 3);
    hour.delivery(
      refused('invalid_signature', { outcome: new Outcome('stale', { reason: 'too_old' }) }),
      NOW,
      1,
    );
    hour.queueAttempt(queued({ ...FAILED, result: 'accepted', status: 200 }), NOW);
    expect(wholeOf(await shared.joined())).toEqual({
      outcomes: { accepted: 1, failed: 1, stale: 1 },
      attempts: { accepted: 2, retry: 1 },
      reasons: { 'stale:too_old': 1 },
    });
  });

  it('counts what verified by secret, a delivery to several destinations once, and nothing of a forgery', async () => {
    const { hour, shared } = replica('a');
    hour.delivery(genuine({ secret: 'new' }), NOW, 3);
    const parts = ['crm', 'mail'].map((destination) => trail({ destination, secret: 'new' }));
    hour.delivery(genuine({ secret: 'new', parts }), NOW + 1_000, 3);
    hour.delivery(genuine({ secret: 'old', outcome: new Outcome('duplicate') }), NOW, 3);
    hour.delivery(refused('invalid_signature'), NOW + 2_000, 1);
    const used = secretsInUse(
      [secret('new'), secret('old'), secret('unused'), secret('new', 'destination')],
      await shared.joined(),
    );
    expect(used.map(({ verified, share, lastUsed }) => [verified, share, lastUsed])).toEqual([
      [2, 2 / 3, NOW + 1_000],
      [1, 1 / 3, NOW],
      [0, 0, undefined],
      [undefined, undefined, undefined],
    ]);
  });

  it('knows no share of what never verified', async () => {
    const { hour, shared } = replica('a');
    hour.delivery(refused('invalid_signature'), NOW, 1);
    expect(secretsInUse([secret('new')], await shared.joined())).toEqual([
      { ...secret('new'), verified: 0, share: undefined, lastUsed: undefined },
    ]);
  });

  it('is told by what was refused: the reason, the outcome where that says all, and nothing that was let on', async () => {
    const { hour, shared } = replica('a');
    for (const [code, reason] of [
      ['stale', 'too_old'],
      ['stale', 'too_old'],
      ['not_found', undefined],
      ['rate_limited', 'client'],
    ] as const)
      hour.delivery(refused(code, { outcome: new Outcome(code, { ...(reason && { reason }) }) }), NOW, 1);
    hour.delivery(trail({ outcome: new Outcome('unverified'), unverified: 'invalid_signature' }), NOW, 1);
    const route = { name: 'leads', destinations: [], source: {} } as unknown as OperatedRoute;
    const first = { url: '', sendLine: undefined, waitingForFirst: false };
    const told = routeOverview(route, new Map(), hoursOf(await shared.joined(), route), first);
    expect(told.refused).toEqual({ too_old: 2, not_found: 1, rate_limited: 1 });
  });

  it('has sixty minutes, the earliest first, and forgets those before', async () => {
    let now = NOW;
    const { hour, shared } = replica('a', new Shared(), () => now);
    for (let i = 0; i < 90; i++) {
      hour.delivery(genuine(), now, 3);
      now += MINUTE;
    }
    now -= MINUTE;
    const { minutes, begins } = await shared.joined();
    expect(minutes.map((minute) => minute.get('leads')?.get('default')?.outcomes.get('accepted'))).toEqual(
      Array.from({ length: 60 }, () => 1),
    );
    expect(begins).toBe(Math.floor(now / MINUTE) * MINUTE - 59 * MINUTE);
    expect(hour.minutes().size).toBeLessThanOrEqual(61);
  });

  it('counts refusals of a receiver in a row, until it answers otherwise', () => {
    const { hour } = replica('a');
    const answered = (status: number): void => {
      hour.queueAttempt(queued({ ...FAILED, status }), NOW);
    };
    for (let i = 0; i < 12; i++) answered(i % 2 === 0 ? 401 : 403);
    expect(hour.refusals('leads', 'default')).toBe(12);
    answered(500);
    expect(hour.refusals('leads', 'default')).toBe(0);
  });

  it('knows a route’s first genuine delivery, and takes no forgery for one', () => {
    const { hour } = replica('a');
    hour.delivery(refused('invalid_signature'), NOW, 1);
    hour.delivery(trail({ outcome: new Outcome('challenge') }), NOW, 1);
    expect([hour.seen('leads'), hour.takeFirsts()]).toEqual([false, []]);
    hour.delivery(genuine({ outcome: new Outcome('filtered'), attempt: undefined }), NOW, 1);
    hour.delivery(genuine(), NOW, 1);
    expect([hour.seen('leads'), hour.takeFirsts(), hour.takeFirsts()]).toEqual([true, ['leads'], []]);
  });
});

describe('the hour of all replicas', () => {
  it('is the sum, a replica that is gone still counts, and none counts twice', async () => {
    const notes = new Shared();
    const gone = replica('gone', notes);
    const a = replica('a', notes);
    const b = replica('b', notes);
    for (const one of [gone, a, b]) one.hour.delivery(genuine(), NOW, 3);
    await Promise.all([gone, a, b].map((one) => one.shared.write()));
    a.hour.delivery(genuine(), NOW + 1_000, 3);
    expect(secretsInUse([secret('current')], await b.shared.joined())).toMatchObject([
      { verified: 3, share: 1, lastUsed: NOW },
    ]);
    const joined = await a.shared.joined();
    expect([joined.shared, wholeOf(joined).outcomes]).toEqual([true, { accepted: 4 }]);
    expect(wholeOf(await b.shared.joined()).outcomes).toEqual({ accepted: 3 });
    expect(joined.firsts).toEqual(new Set(['leads']));
  });

  it('is this replica’s own while the store is away, and is written when it is back', async () => {
    const notes = new Shared();
    const [a, b] = [replica('a', notes), replica('b', notes)];
    notes.away = true;
    a.hour.delivery(genuine(), NOW, 3);
    await a.shared.write();
    const alone = await a.shared.joined();
    expect([alone.shared, alone.firsts, wholeOf(alone).outcomes]).toEqual([
      false,
      undefined,
      { accepted: 1 },
    ]);
    notes.away = false;
    await a.shared.write();
    expect(wholeOf(await b.shared.joined()).outcomes).toEqual({ accepted: 1 });
    expect(notes.first).toEqual(new Set(['leads']));
  });

  it('passes over what it cannot read, and keeps the names of outcomes that it does not know', async () => {
    const notes = new Shared();
    const minute = Math.floor(NOW / MINUTE);
    notes.kept.set(
      minute,
      new Map([
        ['x', 'junk'],
        ['y', '[1,2]'],
        ['z', '{"leads":{"default":{"o":{"accepted":"many","future":2},"h":{"999":1,"-1":2},"l":"soon"}}}'],
        ['w', '{"leads":{"default":{"s":{"a":7,"b":[1],"c":[-1,2],"current":[2,5]}}}}'],
      ]),
    );
    const { shared } = replica('a', notes);
    expect(secretsInUse([secret('current')], await shared.joined())).toMatchObject([
      { verified: 2, share: 1, lastUsed: 5 },
    ]);
    expect(wholeOf(await shared.joined()).outcomes).toEqual({ future: 2 });
  });
});

it('a minute’s text comes back as it was', () => {
  const { hour } = replica('a');
  hour.delivery(genuine(), NOW, 3);
  hour.delivery(refused('malformed'), NOW, 1);
  for (const text of hour.minutes().values()) {
    expect(minuteText(readMinute(text))).toBe(text);
    expect(Buffer.byteLength(text)).toBeLessThan(200);
  }
});
