/** The promises of line/claim/claim-store.ts. Both stores pass this; a store that differs is wrong. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClaimStore } from '../../src/line/claim/claim-store.js';
import { LEASE_MS, StoreUnavailable } from '../../src/line/claim/claim-store.js';

export interface Bench {
  readonly store: ClaimStore;
  /** As if `ms` had passed for the store. */
  pass(ms: number): Promise<void>;
  /** Closes the store and checks that nothing is left that should not be. */
  end(): Promise<void>;
}

export const HOUR = 3_600_000;
export const newKey = (): string => randomBytes(16).toString('hex');

export function claimStoreSuite(name: string, open: () => Promise<Bench>): void {
  describe(`${name} store`, () => {
    let bench: Bench;
    let store: ClaimStore;
    let key: string;

    beforeEach(async () => {
      bench = await open();
      store = bench.store;
      key = newKey();
    });
    afterEach(() => bench.end());

    test('the first to claim a delivery owns it', async () => {
      expect(await store.claim(key, 'a')).toEqual({ state: 'own' });
    });

    test('everybody else hears who is busy with it', async () => {
      await store.claim(key, 'a');
      expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
    });

    test('asking again with the same owner is harmless', async () => {
      await store.claim(key, 'a');
      expect(await store.claim(key, 'a')).toEqual({ state: 'own' });
      expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
    });

    test('of fifty that claim at once exactly one owns', async () => {
      const owners = Array.from({ length: 50 }, (_, i) => `owner-${i}`);
      const answers = await Promise.all(owners.map((owner) => store.claim(key, owner)));
      const winner = owners[answers.findIndex((answer) => answer.state === 'own')];
      expect(answers.filter((answer) => answer.state === 'own')).toHaveLength(1);
      expect(answers.filter((answer) => answer.state === 'busy' && answer.owner === winner)).toHaveLength(49);
    });

    test('deliveries do not get in each other’s way', async () => {
      const keys = Array.from({ length: 200 }, newKey);
      const answers = await Promise.all(keys.map((one) => store.claim(one, 'a')));
      expect(answers.every((answer) => answer.state === 'own')).toBe(true);
    });

    test('a queued delivery is busy for nobody and new for nobody: it is the queue’s until it is done', async () => {
      await store.claim(key, 'a');
      expect(await store.look(key)).toEqual({ state: 'claimed', owner: 'a' });
      expect(await store.queue(key, HOUR)).toBe(true);
      expect(await store.look(key)).toEqual({ state: 'queued' });
      expect(await store.claim(key, 'b')).toEqual({ state: 'queued' });
      expect(await store.renew(key, 'a')).toBe(false);
      expect(await store.release(key, 'a')).toBe(false);
      expect(await store.forget(key)).toBe(false);
      await bench.pass(HOUR - 1_000);
      expect(await store.look(key)).toEqual({ state: 'queued' });
      await store.commit(key, 'a', 200, HOUR);
      expect(await store.look(key)).toEqual({ state: 'done' });
      expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 200 });
    });

    test('a dead letter may be claimed anew, by one', async () => {
      await store.queue(key, HOUR);
      expect(await store.bury(key, 'exhausted', HOUR)).toBe(true);
      expect(await store.look(key)).toEqual({ state: 'dead' });
      expect(await store.claim(key, 'a')).toEqual({ state: 'own' });
      expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
      expect(await store.look(key)).toEqual({ state: 'claimed', owner: 'a' });
    });

    test('what the queue buried before its record said that it is queued stays dead', async () => {
      await store.claim(key, 'a');
      await store.bury(key, 'final', HOUR);
      expect(await store.queue(key, HOUR)).toBe(false);
      expect(await store.look(key)).toEqual({ state: 'dead' });
      expect(await store.claim(key, 'b')).toEqual({ state: 'own' });
    });

    test('a dead letter can be forgotten', async () => {
      await store.bury(key, 'final', HOUR);
      expect(await store.forget(key)).toBe(true);
      expect(await store.look(key)).toEqual({ state: 'absent' });
    });

    test('what is done can neither be queued nor buried', async () => {
      await store.claim(key, 'a');
      await store.commit(key, 'a', 204, HOUR);
      expect(await store.queue(key, HOUR)).toBe(false);
      expect(await store.bury(key, 'final', HOUR)).toBe(false);
      expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 204 });
    });

    test('the first delivery that came with an id is found again by it', async () => {
      expect(await store.noted(key)).toBeUndefined();
      await store.noteBody(key, 'first', HOUR);
      await store.noteBody(key, 'second', HOUR);
      expect(await store.noted(key)).toBe('first');
    });

    test('a claim nobody renews ends with its lease, and another may take it', async () => {
      await store.claim(key, 'a');
      await bench.pass(LEASE_MS);
      expect(await store.claim(key, 'b')).toEqual({ state: 'own' });
    });

    test('a claim has the whole lease, and renewing gives it back', async () => {
      await store.claim(key, 'a');
      await bench.pass(LEASE_MS - 1_000);
      expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
      expect(await store.renew(key, 'a')).toBe(true);
      await bench.pass(LEASE_MS - 1_000);
      expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
      await bench.pass(1_000);
      expect(await store.claim(key, 'b')).toEqual({ state: 'own' });
    });

    test('asking again with the same owner gives the whole lease back', async () => {
      await store.claim(key, 'a');
      await bench.pass(LEASE_MS - 1_000);
      await store.claim(key, 'a');
      await bench.pass(LEASE_MS - 1_000);
      expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
    });

    test('renewing works only for the one who holds the claim', async () => {
      expect(await store.renew(key, 'a')).toBe(false);
      await store.claim(key, 'a');
      expect(await store.renew(key, 'b')).toBe(false);
      await bench.pass(LEASE_MS);
      expect(await store.renew(key, 'a')).toBe(false);
      expect(await store.claim(key, 'b')).toEqual({ state: 'own' });
    });

    test('renewing a done record is refused and leaves its window alone', async () => {
      await store.claim(key, 'a');
      await store.commit(key, 'a', 200, HOUR);
      expect(await store.renew(key, 'a')).toBe(false);
      await bench.pass(HOUR - 1_000);
      expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 200 });
    });

    test('a commit is remembered with its status for the window', async () => {
      await store.claim(key, 'a');
      expect(await store.commit(key, 'a', 204, HOUR)).toBe('committed');
      expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 204 });
      await bench.pass(HOUR - 1_000);
      expect(await store.claim(key, 'a')).toEqual({ state: 'done', status: 204 });
    });

    test('a commit is forgotten when its window ends', async () => {
      await store.claim(key, 'a');
      await store.commit(key, 'a', 200, HOUR);
      await bench.pass(HOUR);
      expect(await store.claim(key, 'b')).toEqual({ state: 'own' });
    });

    test('a window need not be whole milliseconds', async () => {
      await store.commit(key, 'a', 200, 59_999.5);
      expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 200 });
    });

    test('a commit is remembered even after the claim expired', async () => {
      await store.claim(key, 'a');
      await bench.pass(LEASE_MS);
      expect(await store.commit(key, 'a', 200, HOUR)).toBe('late');
      expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 200 });
    });

    test('a commit is remembered even when the claim is another’s by now', async () => {
      await store.claim(key, 'a');
      await bench.pass(LEASE_MS);
      await store.claim(key, 'b');
      expect(await store.commit(key, 'a', 200, HOUR)).toBe('late');
      expect(await store.claim(key, 'c')).toEqual({ state: 'done', status: 200 });
      expect(await store.release(key, 'b')).toBe(false);
      expect(await store.claim(key, 'c')).toEqual({ state: 'done', status: 200 });
    });

    test('committing again changes neither the status nor the window', async () => {
      await store.claim(key, 'a');
      await store.commit(key, 'a', 201, HOUR);
      expect(await store.commit(key, 'a', 202, 2 * HOUR)).toBe('committed');
      expect(await store.commit(key, 'b', 203, 2 * HOUR)).toBe('committed');
      expect(await store.claim(key, 'c')).toEqual({ state: 'done', status: 201 });
      await bench.pass(HOUR);
      expect(await store.claim(key, 'c')).toEqual({ state: 'own' });
    });

    test('release frees the delivery for the next attempt', async () => {
      await store.claim(key, 'a');
      expect(await store.release(key, 'a')).toBe(true);
      expect(await store.claim(key, 'b')).toEqual({ state: 'own' });
    });

    test('release never frees someone else’s claim', async () => {
      await store.claim(key, 'a');
      await bench.pass(LEASE_MS);
      await store.claim(key, 'b');
      expect(await store.release(key, 'a')).toBe(false);
      expect(await store.claim(key, 'c')).toEqual({ state: 'busy', owner: 'b' });
    });

    test('release never undoes a commit, and of nothing is harmless', async () => {
      expect(await store.release(key, 'a')).toBe(false);
      await store.claim(key, 'a');
      await store.commit(key, 'a', 200, HOUR);
      expect(await store.release(key, 'a')).toBe(false);
      expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 200 });
    });

    test('forget lets a done delivery pass again, once', async () => {
      await store.claim(key, 'a');
      await store.commit(key, 'a', 200, HOUR);
      expect(await store.forget(key)).toBe(true);
      expect(await store.forget(key)).toBe(false);
      expect(await store.claim(key, 'b')).toEqual({ state: 'own' });
    });

    test('forget leaves a delivery alone that is being handled', async () => {
      await store.claim(key, 'a');
      expect(await store.forget(key)).toBe(false);
      expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
    });

    test('an id that comes back with its body is no reuse; with another body it is, whoever asks again', async () => {
      expect(await store.noteBody(key, 'one', HOUR)).toBe(false);
      expect(await store.noteBody(key, 'one', HOUR)).toBe(false);
      expect(await store.noteBody(key, 'two', HOUR)).toBe(true);
      expect(await store.noteBody(key, 'two', HOUR)).toBe(true);
      expect(await store.noteBody(key, 'one', HOUR)).toBe(false);
      await bench.pass(HOUR);
      expect(await store.noteBody(key, 'two', HOUR)).toBe(false);
    });

    test('notes of bodies and records with the same key are apart', async () => {
      await store.noteBody(key, 'one', HOUR);
      expect(await store.claim(key, 'a')).toEqual({ state: 'own' });
      expect(await store.forget(key)).toBe(false);
    });

    test('one destination’s final no is no claim’s business, and is asked again only once it is reopened', async () => {
      expect(await store.refuse(key, HOUR)).toBe(true);
      expect(await store.look(key)).toEqual({ state: 'refused' });
      expect(await store.forget(key)).toBe(false);
      expect(await store.reopen(key, 'queued')).toBe(false);
      expect(await store.reopen(key, 'refused')).toBe(true);
      expect(await store.reopen(key, 'refused')).toBe(false);
      expect(await store.look(key)).toEqual({ state: 'absent' });
    });

    test('a final no ends with its window', async () => {
      await store.refuse(key, HOUR);
      await bench.pass(HOUR - 1_000);
      expect(await store.look(key)).toEqual({ state: 'refused' });
      await bench.pass(1_000);
      expect(await store.look(key)).toEqual({ state: 'absent' });
    });

    test('what is done is never refused, and what was refused may be accepted, queued or buried after all', async () => {
      await store.commit(key, 'a', 200, HOUR);
      expect(await store.refuse(key, HOUR)).toBe(false);
      expect(await store.look(key)).toEqual({ state: 'done' });
      for (const [act, state] of [
        [(one: string) => store.queue(one, HOUR), 'queued'],
        [(one: string) => store.bury(one, 'final', HOUR), 'dead'],
        [(one: string) => store.commit(one, '', 200, HOUR), 'done'],
      ] as const) {
        const another = newKey();
        await store.refuse(another, HOUR);
        await act(another);
        expect(await store.look(another)).toEqual({ state });
      }
    });

    test('only what is queued is reopened as queued: no claim, nothing dead, nothing done', async () => {
      await store.queue(key, HOUR);
      expect(await store.reopen(key, 'refused')).toBe(false);
      expect(await store.reopen(key, 'queued')).toBe(true);
      expect(await store.claim(key, 'a')).toEqual({ state: 'own' });
      expect(await store.reopen(key, 'queued')).toBe(false);
      await store.bury(key, 'final', HOUR);
      expect(await store.reopen(key, 'queued')).toBe(false);
      await store.commit(key, 'a', 200, HOUR);
      expect(await store.reopen(key, 'queued')).toBe(false);
      expect(await store.look(key)).toEqual({ state: 'done' });
    });

    test('a delivery keeps the destinations of its first claim for the window, whatever comes later', async () => {
      expect(await store.destinationsOf(key, ['crm', 'mail'], HOUR)).toEqual(['crm', 'mail']);
      expect(await store.destinationsOf(key, ['sheet'], HOUR)).toEqual(['crm', 'mail']);
      await bench.pass(HOUR - 1_000);
      expect(await store.destinationsOf(key, ['sheet'], HOUR)).toEqual(['crm', 'mail']);
      await bench.pass(1_000);
      expect(await store.destinationsOf(key, ['sheet'], HOUR)).toEqual(['sheet']);
    });

    test('destinations, notes and records with the same key are apart', async () => {
      await store.destinationsOf(key, ['crm'], HOUR);
      expect(await store.look(key)).toEqual({ state: 'absent' });
      expect(await store.noted(key)).toBeUndefined();
      expect(await store.claim(key, 'a')).toEqual({ state: 'own' });
    });

    test('it is up and ready, and after closing every call is unavailable', async () => {
      expect(await store.ready(2_000)).toBe(true);
      expect(store.up).toBe(true);
      await store.close();
      await store.close();
      const calls = [
        store.claim(key, 'a'),
        store.refuse(key, HOUR),
        store.reopen(key, 'refused'),
        store.destinationsOf(key, ['crm'], HOUR),
        store.renew(key, 'a'),
        store.commit(key, 'a', 200, HOUR),
        store.release(key, 'a'),
        store.forget(key),
        store.noteBody(key, 'one', HOUR),
      ];
      for (const result of await Promise.allSettled(calls)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { reason: 'closed' } });
        expect(result.status === 'rejected' && result.reason).toBeInstanceOf(StoreUnavailable);
      }
    });
  });
}
