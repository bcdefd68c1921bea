/** How far a list reaches, in words. */
import { describe, expect, it } from 'vitest';
import type { ReplicaNotes } from '../../../src/model/replica-notes.js';
import { StoreUnavailable } from '../../../src/line/claim/claim-store.js';
import { Replicas } from '../../../src/operate/replicas.js';
import { createMemoryReplicas } from '../../../src/store/memory/memory-replicas.js';
import { T0 } from '../../helpers/operations.js';

const ABOUT = { version: '1.2.3', startedAt: T0, configHash: 'h1' };

function replicasOf(notes: Partial<ReplicaNotes>, prefix: string | undefined = 'whgw'): Replicas {
  const all = { ...createMemoryReplicas(() => T0), ...notes };
  return new Replicas({ notes: all, id: 'a', about: () => Promise.resolve(ABOUT), prefix, clock: () => T0 });
}
const lives = (...ids: string[]): Partial<ReplicaNotes> => ({
  beat: () =>
    Promise.resolve({
      living: ids.map((id) => ({ id, about: id === 'odd' ? '[1' : JSON.stringify(ABOUT) })),
      at: T0 + 5_000,
    }),
});

describe('the scope of a list', () => {
  it('is this replica where each has a store of its own', async () => {
    const replicas = new Replicas({
      notes: createMemoryReplicas(),
      id: 'a',
      about: () => Promise.resolve(ABOUT),
      prefix: undefined,
      clock: () => T0,
    });
    await replicas.beat();
    for (const shared of [true, false])
      expect(replicas.scopeOf(shared)).toEqual({ kind: 'replica', replicas: 1, says: 'this replica' });
  });

  it('is one replica of one prefix while it is alone', async () => {
    const replicas = replicasOf(lives('a'));
    await replicas.beat();
    expect(replicas.scopeOf(true)).toEqual({
      kind: 'replicas',
      replicas: 1,
      says: 'the one replica of prefix whgw',
    });
    expect(replicas.scopeOf(false)).toEqual({ kind: 'replica', replicas: 1, says: 'this replica' });
  });

  it('names how many share the store', async () => {
    const replicas = replicasOf(lives('a', 'b', 'odd'));
    await replicas.beat();
    expect(replicas.scopeOf(true).says).toBe('all 3 replicas of prefix whgw');
    expect(replicas.scopeOf(false)).toEqual({
      kind: 'replica',
      replicas: 3,
      says: 'this replica only; 3 replicas share the store',
    });
    expect(replicas.ahead).toBe(5_000);
    expect(replicas.all).toEqual([
      { id: 'a', ...ABOUT },
      { id: 'b', ...ABOUT },
      { id: 'odd', version: '', startedAt: 0, configHash: null },
    ]);
  });

  it('says that others are not known while the store does not answer', async () => {
    const replicas = replicasOf({ beat: () => Promise.reject(new StoreUnavailable('timeout')) });
    await replicas.beat();
    expect(replicas.scopeOf(false).says).toBe(
      'this replica; the store does not answer, so others are not known',
    );
    expect(replicas.all).toHaveLength(1);
  });
});
