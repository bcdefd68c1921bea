/** The log in memory: what it holds, in what order, and how much. */
import { describe, expect, it } from 'vitest';
import type { DeliveryEntry } from '../../../src/model/log-entry.js';
import { KEPT, MemoryLog } from '../../../src/operate/log/memory-log.js';
import { createMemoryNotes } from '../../../src/operate/log/note-in-memory.js';
import { T0, attemptOf, detailOf } from '../../helpers/operations.js';
import { trail } from '../../helpers/trail.js';

function entry(i: number, more: Partial<DeliveryEntry> = {}): DeliveryEntry {
  return { ...detailOf({ id: `msg_${i}`, receivedAt: T0 + i, bodyKept: false }), ...more };
}

const idsOf = (log: MemoryLog, route = 'leads'): string[] => log.list(route).map(({ id }) => id);

describe('the log in memory', () => {
  it('has the latest thousand of a route, the latest first', () => {
    const log = new MemoryLog();
    for (let i = 0; i < 2_500; i++) log.add(String(i), entry(i));
    expect(log.count('leads')).toBe(KEPT);
    expect(idsOf(log)).toEqual(Array.from({ length: KEPT }, (_, i) => `msg_${2_499 - i}`));
  });

  it('of a busy route leaves what a quiet one has', () => {
    const log = new MemoryLog();
    log.add('quiet', entry(0, { route: 'quiet' }));
    for (let i = 1; i < 5_000; i++) log.add(String(i), entry(i));
    expect(idsOf(log, 'quiet')).toEqual(['msg_0']);
  });

  it('has a bound over all routes, each of them an equal share', () => {
    const log = new MemoryLog();
    for (let i = 0; i < 60_000; i++) log.add(String(i), entry(i, { route: `r${i % 500}` }));
    const counts = Array.from({ length: 500 }, (_, i) => log.count(`r${i}`));
    expect(Math.max(...counts)).toBe(20);
    expect(Math.min(...counts)).toBe(20);
  });

  it('counts a retry as the same delivery: attempts are added and the latest outcome counts', () => {
    const log = new MemoryLog();
    log.add('a', entry(0, { outcome: 'failed', attempts: [attemptOf({ status: 500 })] }));
    log.add('b', entry(1));
    log.add('a', entry(2, { id: 'msg_0', outcome: 'accepted', attempts: [attemptOf({ status: 204 })] }));
    expect(idsOf(log)).toEqual(['msg_0', 'msg_1']);
    const [first] = log.list('leads');
    expect(first).toMatchObject({ outcome: 'accepted', receivedAt: T0 + 2 });
    expect(first?.attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 500],
      [2, 204],
    ]);
  });

  it('says nothing new of a delivery that came again, and holds so many attempts of one and no more', () => {
    const log = new MemoryLog();
    log.add('a', entry(0));
    for (const outcome of ['duplicate', 'in_flight', 'paused', 'store_unavailable'] as const)
      log.add('a', entry(1, { outcome, attempts: [] }));
    expect(log.list('leads')).toMatchObject([{ outcome: 'accepted', receivedAt: T0 }]);
    for (let i = 0; i < 100; i++) log.add('a', entry(i, { outcome: 'failed', attempts: [attemptOf()] }));
    expect(log.list('leads')[0]?.attempts.map(({ number }) => number)).toEqual(
      Array.from({ length: 16 }, (_, i) => 86 + i),
    );
  });

  it('finds a delivery by its message id and by its provider’s, each apart', () => {
    const log = new MemoryLog();
    log.add('a', entry(0, { sourceId: 'msg_1' }));
    log.add('b', entry(1, { route: 'calls' }));
    const found = (kind: 'message' | 'source', id: string) =>
      log.find(['leads', 'calls'], kind, id).map(({ key }) => key);
    expect([found('message', 'msg_1'), found('source', 'msg_1'), found('message', 'none')]).toEqual([
      ['b'],
      ['a'],
      [],
    ]);
  });

  it('holds no more of a text that strangers choose than is needed to know it', () => {
    const log = new MemoryLog();
    const long = 'x'.repeat(100_000);
    const notes = createMemoryNotes(log, () => 'memory');
    notes.delivery(trail({ key: 'a', event: long, sourceId: long, client: long }), T0);
    const [only] = log.list('leads');
    expect([only?.event, only?.sourceId, only?.way?.client].map((text) => text?.length)).toEqual([
      256, 256, 256,
    ]);
    expect(log.find(['leads'], 'source', long)).toHaveLength(1);
  });

  it('forgets what another log has from now on, and routes that keep none here', () => {
    const log = new MemoryLog();
    log.add('a', entry(0));
    log.add('b', entry(1));
    log.forget('leads', 'a');
    expect(idsOf(log)).toEqual(['msg_1']);
    log.retain((route) => route !== 'leads');
    expect(idsOf(log)).toEqual([]);
  });
});
