/** The way of a delivery: its steps leave no gap, and come back from their text as they were. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSteps, totalMs, writeSteps } from '../../../src/model/way-text.js';
import { STEP_NAMES, Way } from '../../../src/model/way.js';

/** A way whose steps begin at these moments, and which ends at the last. */
function wayAt(moments: readonly number[]): Way {
  const [, ...names] = STEP_NAMES;
  const way = new Way(() => 0);
  moments.slice(0, -1).forEach((at, i) => {
    way.begin(names[i] ?? 'others', at);
  });
  way.end(moments.at(-1));
  return way;
}

describe('a way', () => {
  it('is read from its text as the steps that it had, each behind the one before', () => {
    const text = writeSteps(wayAt([1_012.04, 1_012.2, 1_013.8, 1_013.81, 1_051.72, 1_051.81]), 1_000);
    expect(text).toBe('r1204v16c160t1a3791s9');
    expect(readSteps(text)).toEqual([
      { step: 'receive', startMs: 0, durationMs: 12.04 },
      { step: 'verify', startMs: 12.04, durationMs: 0.16 },
      { step: 'claim', startMs: 12.2, durationMs: 1.6 },
      { step: 'translate', startMs: 13.8, durationMs: 0.01 },
      { step: 'attempt', startMs: 13.81, durationMs: 37.91 },
      { step: 'store', startMs: 51.72, durationMs: 0.09 },
    ]);
    expect(totalMs(readSteps(text))).toBe(51.81);
  });

  it('is as long as its steps together, however many there are and however long they are', () => {
    const spans = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(spans, fc.double({ min: 0, max: 1e9, noNaN: true }), (lengths, startedAt) => {
        let at = startedAt;
        const moments = lengths.map((length) => (at += length));
        const steps = readSteps(writeSteps(wayAt(moments), startedAt));
        expect(steps.map(({ step }) => step)).toEqual(STEP_NAMES.slice(0, lengths.length));
        const sum = steps.reduce((all, { durationMs }) => all + durationMs, 0);
        expect(totalMs(steps)).toBeCloseTo(at - startedAt, 1);
        expect(sum).toBeCloseTo(totalMs(steps), 5);
        steps.forEach(({ startMs }, i) => {
          const before = steps[i - 1];
          expect(startMs).toBeCloseTo(before ? before.startMs + before.durationMs : 0, 5);
        });
      }),
    );
  });

  it('has a letter of its own for each step', () => {
    const text = writeSteps(wayAt(STEP_NAMES.map((_, i) => i)), 0);
    expect(readSteps(text).map(({ step }) => step)).toEqual(STEP_NAMES);
  });

  it('of a destination has what was before it in common, and nothing after', () => {
    const way = new Way(() => 9);
    way.begin('verify', 1);
    const [crm, mail] = [way.branch(), way.branch()];
    crm.begin('attempt', 2);
    mail.begin('store', 3);
    for (const one of [way, crm, mail]) one.end(4);
    expect([way, crm, mail].map((one) => writeSteps(one, 0))).toEqual([
      'r100v300',
      'r100v100a200',
      'r100v200s100',
    ]);
  });

  it('that has not ended has no text, and one of a later version no steps: a part would not add up', () => {
    const way = new Way(() => 1);
    way.begin('verify');
    expect(writeSteps(way, 0)).toBe('');
    for (const text of ['', 'r1z2', 'r1v', 'r1 v2', 'r-1', 'R1', '12', 'r1.5'])
      expect(readSteps(text), text).toEqual([]);
  });
});
