/** Lists that are merged of memory and store: nothing twice, nothing missed, and every filter. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/line/claim/claim-store.js';
import type { DeliveryEntry } from '../../../src/model/log-entry.js';
import { listDeliveries, type LoggedPage } from '../../../src/operate/lists.js';
import { Logbook } from '../../../src/operate/log/logbook.js';
import { MemoryLog } from '../../../src/operate/log/memory-log.js';
import type { DeliveryQuery } from '../../../src/operate/operations.js';
import { Refusals } from '../../../src/operate/refusals.js';
import type { Found, ListQuery, ListedEntry, MessageStore } from '../../../src/queue/message-store.js';
import { T0, detailOf } from '../../helpers/operations.js';

const ROUTES = ['leads', 'calls'];
const keyOf = (i: number): string => i.toString(16).padStart(32, '0');

function entry(i: number, more: Partial<DeliveryEntry> = {}): DeliveryEntry {
  return { ...detailOf({ id: `msg_${i}`, receivedAt: T0 + i, bodyKept: false }), ...more };
}

/** The part of a store that is read here, over entries by key. */
class StoredLog {
  readonly entries = new Map<string, DeliveryEntry>();
  away = false;

  list = (route: string, { after, since, until, limit }: ListQuery) => {
    if (this.away) return Promise.reject(new StoreUnavailable('timeout'));
    const [time = '', last = ''] = after?.split('-') ?? [];
    const all = [...this.entries]
      .filter(([, one]) => one.route === route)
      .map(([key, one]): ListedEntry => ({ ...one, key, place: `${one.receivedAt}-${key}` }))
      .filter(
        (one) =>
          (since === undefined || one.receivedAt >= since) &&
          (until === undefined || one.receivedAt <= until),
      )
      .filter(
        (one) =>
          after === undefined ||
          one.receivedAt < Number(time) ||
          (one.receivedAt === Number(time) && one.key < last),
      )
      .sort((a, b) => b.receivedAt - a.receivedAt || (a.key < b.key ? 1 : -1));
    const data = all.slice(0, limit);
    return Promise.resolve({ data, next: data.length < limit ? undefined : data.at(-1)?.place });
  };

  entry = ({ key }: Found) =>
    this.away ? Promise.reject(new StoreUnavailable('timeout')) : Promise.resolve(this.entries.get(key));
}

function setup(refusals = new Refusals()) {
  const memory = new MemoryLog();
  const stored = new StoredLog();
  const logbook = new Logbook(memory, stored as unknown as MessageStore);
  const ask = (query: Partial<DeliveryQuery> = {}, inMemory = true): Promise<LoggedPage> =>
    listDeliveries({ limit: 50, ...query }, ROUTES, logbook, refusals, () => inMemory);
  return { memory, stored, ask };
}

async function walk(
  ask: (query: Partial<DeliveryQuery>) => Promise<LoggedPage>,
  query: Partial<DeliveryQuery>,
  between: () => void = () => undefined,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ ...query, ...(cursor !== undefined && { cursor }) });
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next;
    between();
  } while (cursor !== undefined);
  return ids;
}

describe('a list of memory and store together', () => {
  it('is by time, the newest first, each once, in pages of any size, while more come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat({ max: 40 }), place: fc.constantFrom('memory', 'store', 'both') })),
        fc.integer({ min: 1, max: 9 }),
        async (deliveries, limit) => {
          const { memory, stored, ask } = setup();
          const add = (i: number, at: number, place: string): void => {
            const one = entry(i, { receivedAt: T0 + at, route: ROUTES[i % 2] ?? '' });
            if (place !== 'store') memory.add(keyOf(i), one);
            if (place !== 'memory') stored.entries.set(keyOf(i), one);
          };
          for (const [i, { at, place }] of deliveries.entries()) add(i, at, place);
          let more = 0;
          const ids = await walk(ask, { limit }, () => {
            more += 1;
            add(1_000 + more, 1_000 + more, 'memory');
          });
          const expected = deliveries
            .map(({ at }, i) => ({ at, i }))
            .sort((a, b) => b.at - a.at || b.i - a.i)
            .map(({ i }) => `msg_${i}`);
          expect(ids).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps what fits every filter', async () => {
    const { memory, stored, ask } = setup();
    memory.add(keyOf(1), entry(1, { outcome: 'failed', event: 'lead.lost', sourceId: 'evt_9' }));
    memory.add(keyOf(2), entry(2, { route: 'calls' }));
    stored.entries.set(keyOf(3), entry(3, { outcome: 'failed' }));
    const ids = async (query: Partial<DeliveryQuery>) => (await ask(query)).data.map(({ id }) => id);
    expect(await ids({ route: 'leads' })).toEqual(['msg_3', 'msg_1']);
    expect(await ids({ outcome: 'failed' })).toEqual(['msg_3', 'msg_1']);
    expect(await ids({ event: 'lead.lost' })).toEqual(['msg_1']);
    expect(await ids({ id: 'evt_9' })).toEqual(['msg_1']);
    expect(await ids({ since: T0 + 2 })).toEqual(['msg_3', 'msg_2']);
    expect(await ids({ until: T0 + 2 })).toEqual(['msg_2', 'msg_1']);
  });

  it('of a delivery that both have shows what the store says of it', async () => {
    const { memory, stored, ask } = setup();
    memory.add(keyOf(1), entry(1, { outcome: 'duplicate', receivedAt: T0 + 100 }));
    stored.entries.set(keyOf(1), entry(1));
    expect((await ask()).data).toMatchObject([{ id: 'msg_1', outcome: 'accepted', receivedAt: T0 + 1 }]);
    expect((await ask({ outcome: 'duplicate' })).data).toEqual([]);
  });

  it('while the store does not answer is of memory alone and says so, unless the store has a part', async () => {
    const { memory, stored, ask } = setup();
    memory.add(keyOf(1), entry(1));
    stored.away = true;
    expect(await ask()).toMatchObject({ data: [{ id: 'msg_1' }], storeAway: true });
    await expect(ask({}, false)).rejects.toThrow(StoreUnavailable);
  });
});

it('a search by an id finds a delivery that was let on unverified, which no log has', async () => {
  const refusals = new Refusals();
  const letOn = entry(7, { sourceId: 'evt_7', outcome: 'unverified' });
  refusals.list = () => [letOn];
  const { ask } = setup(refusals);
  expect((await ask({ id: 'evt_7' })).data).toEqual([letOn]);
  expect((await ask({ id: 'evt_8' })).data).toEqual([]);
  expect((await ask()).data).toEqual([]);
});
