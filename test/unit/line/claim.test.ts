/** The claim step over a store whose failures are decided here; the same over real Redis is in test/gateway. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryLabels } from '../../../src/store/memory/memory-labels.js';
import { Outcome } from '../../../src/model/outcome.js';
import { randomHex } from '../../../src/gateway/random-hex.js';
import { Claims } from '../../../src/line/claim/claims.js';
import type { ClaimRequest } from '../../../src/line/claim/own-claim.js';
import type { Claim } from '../../../src/line/claim/claim-store.js';
import { controlledStore, newTrail, type ControlledStore } from './store.js';

const HOUR = 3_600_000;

let store: ControlledStore;
let claims: Claims;
let maxWaiters: number;
let takeovers: string[];

beforeEach(() => {
  store = controlledStore();
  maxWaiters = 10;
  takeovers = [];
  claims = new Claims({
    store,
    labels: createMemoryLabels(),
    reporter: { takeover: (route) => takeovers.push(route) },
    maxWaiters: () => maxWaiters,
    now: () => performance.now(),
    randomHex,
  });
});
afterEach(async () => {
  claims.close();
  await store.close();
});

function request(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    key: 'k',
    window: HOUR,
    onStoreOutage: 'refuse',
    trail: newTrail(),
    answerBy: performance.now() + 2_000,
    idNote: undefined,
    label: undefined,
    retryStatus: 503,
    ...overrides,
  };
}

async function held(overrides: Partial<ClaimRequest> = {}): Promise<Claim> {
  const claim = await claims.take(request(overrides));
  if (claim instanceof Outcome) throw new Error(`no claim: ${claim.code}`);
  return claim;
}

async function refused(overrides: Partial<ClaimRequest> = {}): Promise<Outcome> {
  const outcome = await claims.take(request(overrides));
  if (!(outcome instanceof Outcome)) throw new Error('a claim');
  return outcome;
}

describe('a twin in the same process', () => {
  test('hears of the acceptance as a duplicate, without asking the store', async () => {
    const claim = await held();
    const twin = refused();
    await claim.accepted(200);
    expect((await twin).code).toBe('duplicate');
    expect(store.asked.filter((call) => call.startsWith('claim'))).toHaveLength(1);
  });

  test('hears of a failure as the same failure, and the next attempt may claim', async () => {
    const claim = await held();
    const twin = refused();
    const failure = new Outcome('failed', { status: 500 });
    await claim.release(failure);
    expect(await twin).toBe(failure);
    await held();
  });

  test('is asked to come again when its time is up before the first one ends', async () => {
    await held();
    const started = performance.now();
    const outcome = await refused({ answerBy: performance.now() + 100 });
    expect(outcome).toMatchObject({ code: 'in_flight', reason: 'still_held', status: 503 });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('past the number of those who may wait, is asked to come again at once', async () => {
    maxWaiters = 1;
    const claim = await held();
    const first = refused();
    expect(await refused()).toMatchObject({ code: 'in_flight', reason: 'too_many_waiters' });
    await claim.accepted(200);
    expect((await first).code).toBe('duplicate');
  });
});

describe('a claim of another replica', () => {
  test('that ends in an acceptance makes a duplicate', async () => {
    await store.claim('k', 'other');
    const waiting = refused();
    await store.commit('k', 'other', 200, HOUR);
    expect((await waiting).code).toBe('duplicate');
  });

  test('that is gone passes on, and is counted', async () => {
    await store.claim('k', 'other');
    const trail = newTrail();
    const waiting = held({ trail });
    await store.release('k', 'other');
    await waiting;
    expect(trail.claims).toEqual(['busy', 'takeover']);
  });

  test('that a third one took in between is not waited for a second time', async () => {
    await store.claim('k', 'other');
    const waiting = refused();
    await store.release('k', 'other');
    await store.claim('k', 'third');
    expect(await waiting).toMatchObject({ code: 'in_flight', reason: 'taken_by_another' });
  });

  test('that outlives the deadline ends in a 503', async () => {
    await store.claim('k', 'other');
    expect(await refused({ answerBy: performance.now() + 200 })).toMatchObject({ reason: 'still_held' });
  });
});

describe('the store is out', () => {
  test('at the claim: refuse means 503, and the key is free for the next attempt', async () => {
    store.fail('at once', 'claim');
    expect(await refused()).toMatchObject({ code: 'store_unavailable', status: 503 });
    store.fail('at once');
    await held();
  });

  test('at the claim: forward goes on without dedupe, and waits for no commit', async () => {
    store.fail('at once', 'claim', 'commit');
    const trail = newTrail();
    const claim = await held({ onStoreOutage: 'forward', trail });
    expect(trail.withoutDedupe).toBe(true);
    store.fail('in time', 'commit');
    const first = await Promise.race([claim.accepted(200), setImmediate('the store')]);
    expect(first).toBeUndefined();
  });

  test('at the commit: the source still hears of the acceptance, and it is stored when the store is back', async () => {
    const claim = await held();
    store.fail('in time', 'commit');
    // The earlier of two timers of one process is the first, however long the process stood still.
    expect(await Promise.race([claim.accepted(200), setTimeout(800, 'too late')])).toBeUndefined();
    store.fail('at once');
    store.turn(true);
    expect((await refused()).code).toBe('duplicate');
  });

  test('at the release: the answer does not wait for it', async () => {
    const claim = await held();
    store.fail('at once', 'release');
    await claim.release(new Outcome('failed'));
  });
});

describe('a fault in the store’s own code', () => {
  test('at the claim is not swallowed, and leaves no claim that twins would wait for', async () => {
    store.throwNext('claim', new RangeError('a bug'));
    await expect(claims.take(request())).rejects.toThrow('a bug');
    await held();
  });

  test('at the commit is not swallowed, and leaves no claim that twins would wait for', async () => {
    const claim = await held();
    const twin = refused();
    store.throwNext('commit', new RangeError('a bug'));
    await expect(claim.accepted(200)).rejects.toThrow('a bug');
    expect((await twin).code).toBe('duplicate');
  });
});

test('an acceptance after the lease ran out is told as late', async () => {
  const claim = await held();
  await store.release('k', (store.asked[0] ?? '').split(' ')[2] ?? '');
  await claim.accepted(200);
  expect(takeovers).toEqual(['leads']);
  expect((await refused()).code).toBe('duplicate');
});

test('ending a claim twice does not end the next one’s', async () => {
  const first = await held();
  await first.release(new Outcome('failed'));
  await held();
  await first.release(new Outcome('overloaded'));
  expect(await refused({ answerBy: performance.now() + 50 })).toMatchObject({ reason: 'still_held' });
  // The third waited for the second in this process, and did not have to ask.
  expect(store.asked.filter((call) => call.startsWith('claim'))).toHaveLength(2);
});
