/** How stored messages came is noted together, a little later. */
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/line/claim/claim-store.js';
import { answered } from '../../../src/model/trail.js';
import { WayNotes } from '../../../src/operate/log/way-notes.js';
import { trail } from '../../helpers/trail.js';

function notesOf(away = false) {
  const put: (() => void)[] = [];
  const noted: [lane: string, statuses: (number | undefined)[]][] = [];
  const messages = {
    noteWays: (lane: string, ways: ReadonlyMap<string, { readonly status: number | undefined }>) => {
      noted.push([lane, [...ways.values()].map(({ status }) => status)]);
      return away ? Promise.reject(new StoreUnavailable('timeout')) : Promise.resolve();
    },
  };
  const notes = new WayNotes(messages, { later: (work) => put.push(work) });
  const add = (lane: string, key: string, status: number): void => {
    const one = trail();
    answered(one, status);
    notes.add(lane, key, one);
  };
  return { put, noted, add };
}

describe('how stored messages came', () => {
  it('is written once for all of a lane, and of a message that came twice meanwhile as it came first', () => {
    const { put, noted, add } = notesOf();
    add('a', '1', 200);
    add('b', '1', 201);
    add('a', '2', 202);
    add('a', '1', 203);
    expect(put).toHaveLength(1);
    put[0]?.();
    expect(noted).toEqual([
      ['a', [200, 202]],
      ['b', [201]],
    ]);
    add('a', '1', 204);
    put[1]?.();
    expect(noted.at(-1)).toEqual(['a', [204]]);
  });

  it('is lost where the store is away, and nobody hears of it', async () => {
    const { put, noted, add } = notesOf(true);
    add('a', '1', 200);
    put[0]?.();
    await Promise.resolve();
    expect(noted).toHaveLength(1);
  });
});
