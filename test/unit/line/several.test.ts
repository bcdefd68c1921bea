/** What several destinations of one delivery share: one write, one end, and records beside the delivery's. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryLabels } from '../../../src/store/memory/memory-labels.js';
import { randomHex } from '../../../src/gateway/random-hex.js';
import { StoreUnavailable, type Claim } from '../../../src/line/claim/claim-store.js';
import { Claims } from '../../../src/line/claim/claims.js';
import type { Standing } from '../../../src/line/claim/part-claims.js';
import { Together, type Storing } from '../../../src/line/hand-over/together.js';
import { Settlement } from '../../../src/line/settlement.js';
import { partKeyOf } from '../../../src/model/ids.js';
import { Outcome, type OutcomeCode } from '../../../src/model/outcome.js';
import { controlledStore, newTrail, type ControlledStore } from './store.js';

const HOUR = 3_600_000;
const DEDUPE = { window: HOUR, onStoreOutage: 'refuse', key: 'default' } as const;

describe('messages that are written together', () => {
  /** Notes which were written with which. */
  class Noted implements Storing {
    static written: Noted[][] = [];
    static error: Error | undefined;
    writeAll(all: readonly Storing[]): Promise<void> {
      if (Noted.error) return Promise.reject(Noted.error);
      Noted.written.push(all.filter((one) => one instanceof Noted));
      return Promise.resolve();
    }
  }
  beforeEach(() => {
    Noted.written = [];
    Noted.error = undefined;
  });

  test('wait for each other, and go in one write', async () => {
    const together = new Together();
    const [one, two] = [together.seat(), together.seat()];
    const [first, second] = [new Noted(), new Noted()];
    const stored = one.store(first);
    await Promise.resolve();
    expect(Noted.written).toEqual([]);
    await Promise.all([stored, two.store(second)]);
    expect(Noted.written).toEqual([[first, second]]);
  });

  test('go without those that need none', async () => {
    const together = new Together();
    const [one, two, three] = [together.seat(), together.seat(), together.seat()];
    const stored = one.store(new Noted());
    two.leave();
    two.leave();
    expect(Noted.written).toEqual([]);
    three.leave();
    await stored;
    expect(Noted.written).toHaveLength(1);
    expect(Noted.written[0]).toHaveLength(1);
  });

  test('are none where nobody stores', () => {
    const together = new Together();
    const [one, two] = [together.seat(), together.seat()];
    one.leave();
    two.leave();
    expect(Noted.written).toEqual([]);
  });

  test('all hear of a write that failed', async () => {
    Noted.error = new StoreUnavailable('store_full');
    const together = new Together();
    const [one, two] = [together.seat(), together.seat()];
    const both = [one.store(new Noted()), two.store(new Noted())];
    for (const stored of both) await expect(stored).rejects.toBe(Noted.error);
  });

  test('where one cannot be written, none is, whichever comes first', async () => {
    const trouble = new StoreUnavailable('timeout');
    for (const failsFirst of [true, false]) {
      const together = new Together();
      const [one, two] = [together.seat(), together.seat()];
      if (failsFirst) two.fail(trouble);
      const stored = one.store(new Noted());
      if (!failsFirst) two.fail(trouble);
      two.leave();
      await expect(stored).rejects.toBe(trouble);
    }
    expect(Noted.written).toEqual([]);
  });
});

describe('over records', () => {
  let store: ControlledStore;
  let claims: Claims;
  let delivery: Claim;
  let ends: string[];

  beforeEach(async () => {
    store = controlledStore();
    ends = [];
    claims = new Claims({
      store,
      labels: createMemoryLabels(),
      reporter: { takeover: () => undefined },
      maxWaiters: () => 10,
      now: () => performance.now(),
      randomHex,
    });
    const taken = await claims.take({
      ...{ key: 'k', window: HOUR, onStoreOutage: 'refuse', trail: newTrail() },
      ...{ answerBy: performance.now() + 2_000, idNote: undefined, label: undefined, retryStatus: 503 },
    });
    if (taken instanceof Outcome) throw new Error('no claim');
    delivery = {
      ...{ key: taken.key, owner: taken.owner },
      accepted: async (status) => {
        ends.push(`accepted ${status}`);
        await taken.accepted(status);
      },
      queued: async (ms) => {
        ends.push(`queued ${ms}`);
        await taken.queued(ms);
      },
      release: async (outcome, isTaken) => {
        ends.push(`released ${outcome.code}${isTaken === true ? ', taken' : ''}`);
        await taken.release(outcome, isTaken);
      },
    };
  });
  afterEach(async () => {
    claims.close();
    await store.close();
  });

  const standings = (...names: string[]) => claims.parts.standings({ key: 'k', owner: 'o' }, names, HOUR);
  const stateOf = async (key: string) => (await store.look(key)).state;
  const part = (name: string) => partKeyOf('k', name);

  describe('how each stands', () => {
    test.each<[string, Standing, (key: string) => Promise<unknown>]>([
      ['nothing', 'owed', () => Promise.resolve()],
      ['accepted', 'accepted', (key) => store.commit(key, '', 200, HOUR)],
      ['queued', 'stored', (key) => store.queue(key, HOUR)],
      ['dead', 'owed', (key) => store.bury(key, 'final', HOUR)],
      ['refused', 'refused', (key) => store.refuse(key, HOUR)],
    ])('by its record: %s is %s', async (_, standing, act) => {
      await act(part('mail'));
      expect([...(await standings('crm', 'mail'))]).toEqual([
        ['crm', 'owed'],
        ['mail', standing],
      ]);
    });

    test('a name that comes later takes no part, and one that is gone owes nothing', async () => {
      await standings('crm', 'mail');
      expect([...(await standings('sheet', 'mail')).keys()]).toEqual(['mail']);
    });

    test('where no name of that time is left, the new ones take all', async () => {
      await standings('crm');
      expect([...(await standings('sheet', 'mail')).keys()]).toEqual(['sheet', 'mail']);
    });

    test('is unknown while the store is out', async () => {
      store.fail('at once', 'destinationsOf');
      await expect(standings('crm')).rejects.toBeInstanceOf(StoreUnavailable);
      store.fail('at once', 'look');
      await expect(standings('crm')).rejects.toBeInstanceOf(StoreUnavailable);
    });
  });

  describe('the end of the delivery', () => {
    const claimOf = (name: string) => claims.parts.claim(delivery, part(name), HOUR, newTrail());

    /** One whose destinations stand so. */
    function settled(stands: Record<string, Standing>): Settlement {
      const found = new Map(Object.entries(stands));
      return new Settlement({ partClaims: claims.parts, claim: delivery, dedupe: DEDUPE, standings: found });
    }
    const followed = (settlement: Settlement, name: string): Claim => settlement.follow(name, claimOf(name));
    const fails = (code: OutcomeCode) => new Outcome(code);

    test('comes with the last of them: all accepted is done', async () => {
      const settlement = settled({ crm: 'owed', mail: 'owed' });
      await followed(settlement, 'mail').accepted(204);
      expect(ends).toEqual([]);
      await followed(settlement, 'crm').accepted(200);
      expect(ends).toEqual(['accepted 200']);
      expect([await stateOf('k'), await stateOf(part('crm')), await stateOf(part('mail'))]).toEqual([
        'done',
        'done',
        'done',
      ]);
    });

    test('one stored is queued, for as long as the longest may wait', async () => {
      const settlement = settled({ crm: 'owed', mail: 'owed', post: 'accepted' });
      await followed(settlement, 'crm').queued(5 * HOUR);
      await followed(settlement, 'mail').queued(3 * HOUR);
      expect(ends).toEqual([`queued ${5 * HOUR}`]);
      expect(await stateOf('k')).toBe('queued');
    });

    test('one stored before is queued still', async () => {
      const settlement = settled({ crm: 'owed', mail: 'stored' });
      await followed(settlement, 'crm').accepted(200);
      expect(ends).toEqual([`queued ${HOUR}`]);
    });

    test('one failed is free, and twins hear of the first in the file, whichever failed first', async () => {
      const settlement = settled({ crm: 'owed', mail: 'owed', post: 'owed' });
      await followed(settlement, 'post').accepted(200);
      await followed(settlement, 'mail').release(fails('failed'));
      await followed(settlement, 'crm').release(fails('timeout'));
      expect(ends).toEqual(['released timeout, taken']);
      expect([await stateOf('k'), await stateOf(part('post'))]).toEqual(['absent', 'done']);
    });

    test('where none has it, its label is left', async () => {
      const settlement = settled({ crm: 'owed', mail: 'owed' });
      await followed(settlement, 'crm').release(fails('failed'));
      await followed(settlement, 'mail').release(fails('rejected'));
      expect(ends).toEqual(['released failed']);
    });

    test('a final no is kept while another is owed, and free once none is', async () => {
      const first = settled({ crm: 'owed', mail: 'owed' });
      await followed(first, 'crm').release(fails('rejected'));
      await followed(first, 'mail').release(fails('failed'));
      expect([await stateOf('k'), await stateOf(part('crm'))]).toEqual(['absent', 'refused']);
      const second = settled({ crm: 'refused', mail: 'owed' });
      await followed(second, 'mail').accepted(200);
      expect(ends.at(-1)).toBe('released rejected, taken');
      expect(await stateOf(part('crm'))).toBe('absent');
    });

    test('where the store takes no note of a final no, that one is asked again', async () => {
      store.fail('at once', 'refuse');
      const settlement = settled({ crm: 'owed', mail: 'owed' });
      await followed(settlement, 'crm').release(fails('rejected'));
      await followed(settlement, 'mail').release(fails('failed'));
      expect(ends).toEqual(['released failed']);
    });

    test('one kept as a dead letter from the start leaves it free for the source', async () => {
      const settlement = settled({ crm: 'owed', mail: 'owed' });
      await followed(settlement, 'crm').accepted(200);
      await followed(settlement, 'mail').release(fails('queued'));
      expect(ends).toEqual(['released queued, taken']);
      expect(await stateOf('k')).toBe('absent');
    });

    test('one that died before the delivery’s record said that it is queued opens it', async () => {
      const settlement = settled({ crm: 'owed', mail: 'owed' });
      await followed(settlement, 'mail').queued(HOUR);
      await store.bury(part('mail'), 'final', HOUR);
      await followed(settlement, 'crm').accepted(200);
      expect(ends).toEqual([`queued ${HOUR}`]);
      expect(await stateOf('k')).toBe('absent');
    });

    test('comes once, though one ends twice', async () => {
      const settlement = settled({ crm: 'owed', mail: 'owed' });
      await followed(settlement, 'crm').accepted(200);
      await followed(settlement, 'crm').release(fails('failed'));
      expect(ends).toEqual([]);
      await followed(settlement, 'mail').accepted(200);
      expect(ends).toEqual(['accepted 200']);
    });

    test('of a claim that was left behind when all had been taken is that of what they had come to', async () => {
      await settled({ crm: 'accepted', mail: 'stored' }).ifNobodyIsAsked();
      expect(ends).toEqual([`queued ${HOUR}`]);
    });

    test('is nobody’s here while one is owed', async () => {
      await settled({ crm: 'accepted', mail: 'owed' }).ifNobodyIsAsked();
      expect(ends).toEqual([]);
    });

    test('an acceptance counts though the store does not take it, and is written once it is back', async () => {
      store.fail('at once', 'commit');
      const settlement = settled({ crm: 'owed', mail: 'owed' });
      await followed(settlement, 'crm').accepted(200);
      await followed(settlement, 'mail').release(fails('failed'));
      expect(ends).toEqual(['released failed, taken']);
      store.fail('at once');
      store.turn(true);
      await expect.poll(() => stateOf(part('crm'))).toBe('done');
    });
  });
});
