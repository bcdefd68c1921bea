import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../console/api/types.js';
import { gather, type DeliveryPage, type Gathered } from '../../../console/pages/deliveries/gather.js';

const SCOPE = { kind: 'replica', replicas: 1, says: 'this replica' } as const;

function pageOf(ids: readonly string[], next: string | null, note: string | null = null): DeliveryPage {
  return { data: ids.map((id) => ({ id }) as Delivery), next, scope: SCOPE, note };
}

/** Answers one page after the other, and keeps what was asked. */
function api(...pages: readonly DeliveryPage[]) {
  const asked: [cursor: string | undefined, limit: number][] = [];
  const ask = (cursor: string | undefined, limit: number): Promise<DeliveryPage> => {
    asked.push([cursor, limit]);
    return Promise.resolve(pages[asked.length - 1] ?? pageOf([], `c${asked.length}`));
  };
  return { asked, ask };
}

function idsOf({ rows }: Gathered): readonly unknown[] {
  return rows.map(({ seq, delivery }) => `${seq}:${delivery.id ?? ''}`);
}

describe('the rows of a search', () => {
  test('come from as many pages as are needed, short and empty ones too, and each is told', async () => {
    const { asked, ask } = api(pageOf(['a'], 'c1', 'a note'), pageOf([], 'c2'), pageOf(['b', 'c'], 'c3'));
    const told: number[] = [];
    const found = await gather(undefined, 3, ask, ({ rows }) => told.push(rows.length));
    expect(idsOf(found)).toEqual(['0:a', '1:b', '2:c']);
    expect(found).toMatchObject({ next: 'c3', note: 'a note' });
    expect(asked).toEqual([
      [undefined, 3],
      ['c1', 2],
      ['c2', 2],
    ]);
    expect(told).toEqual([1, 1, 3]);
  });

  test('go on behind those that are there, and ask for no more than the API gives at once', async () => {
    const before = await gather(undefined, 1, api(pageOf(['a'], 'c1')).ask, () => undefined);
    const { asked, ask } = api(pageOf(['b'], null));
    const found = await gather(before, 10_000, ask, () => undefined);
    expect(idsOf(found)).toEqual(['0:a', '1:b']);
    expect(asked).toEqual([['c1', 500]]);
    expect(await gather(found, 10_000, ask, () => undefined)).toBe(found);
    expect(asked).toHaveLength(1);
  });

  test('end for now where a search finds nothing for long', async () => {
    const { asked, ask } = api();
    const found = await gather(undefined, 200, ask, () => undefined);
    expect(found).toMatchObject({ rows: [], next: 'c20' });
    expect(asked).toHaveLength(20);
  });
});
