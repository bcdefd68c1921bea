/** The judges' engine, with judges of our own: it must see each kind of fault, or its green says nothing. */
import { describe, expect, test } from 'vitest';
import type { Known } from '../../judges/differences.js';
import { at, realNow } from '../../judges/engine/clock.js';
import { hear } from '../../judges/engine/hear.js';
import { judge, type Judge } from '../../judges/engine/judge.js';
import { isKnown, outOfDate } from '../../judges/engine/known.js';
import { changes } from '../../judges/engine/newest.js';
import type { Difference } from '../../judges/engine/results.js';

const credulous = judge({ package: 'credulous', schemes: ['github'], accepts: () => true });
const stern = judge({ package: 'stern', schemes: ['github'], accepts: () => false });

async function redGroups(one: Judge, explained: (difference: Difference) => boolean): Promise<string[]> {
  const { results } = await hear(one, {}, explained);
  return results.filter(({ faults }) => faults.length > 0).map(({ name }) => name.replace(/.*: /, ''));
}

describe('the engine of the judges', () => {
  test('an SDK that takes everything is red in each group of forgeries', async () => {
    const red = await redGroups(credulous, () => false);
    expect(red).toEqual(['altered body', 'altered signature', 'other secret', 'secrets in turn']);
  });

  test('an SDK that takes nothing is red, explained or not', async () => {
    expect(await redGroups(stern, () => false)).toContain('genuine');
    expect(await redGroups(stern, () => true)).toEqual(['genuine']);
  });

  test('a known difference covers its judge, case and side, and is red when it no longer occurs', () => {
    const known: Known = {
      judges: ['credulous'],
      cases: ['altered body: *', 'genuine: empty'],
      accepts: 'sdk',
      right: 'gateway',
      why: 'it takes everything',
    };
    const seen: Difference = {
      judge: 'credulous',
      scheme: 'github',
      case: 'altered body: a bit',
      accepts: 'sdk',
      because: '',
    };
    expect(isKnown([known], seen)).toBe(true);
    expect(isKnown([known], { ...seen, case: 'signed by the SDK: compact, altered: a bit' })).toBe(true);
    expect(isKnown([known], { ...seen, accepts: 'gateway' })).toBe(false);
    expect(isKnown([known], { ...seen, judge: 'stern' })).toBe(false);
    expect(isKnown([{ ...known, schemes: ['slack'] }], seen)).toBe(false);
    const [result] = outOfDate([known], [seen], [credulous]);
    expect(result?.faults).toEqual(['credulous, genuine: empty: no longer occurs']);
  });

  test('the newest versions are told by what moved: versions, verdicts, faults', () => {
    const session = {
      results: [],
      differences: [],
      verdicts: new Map([['stern github genuine: empty', true]]),
    };
    const newest = { ...session, verdicts: new Map([['stern github genuine: empty', false]]) };
    expect(changes([stern], { stern: '1.0.0' }, { stern: '2.0.0' }, session, newest)).toEqual([
      'newer versions: 1',
      '  stern: 1.0.0 → 2.0.0',
      'other verdicts: 1',
      '  stern github genuine: empty: accepts → refuses',
      'red with the newest: none',
    ]);
  });

  test('an SDK sees the time of its case, across what it waits for, and nobody else does afterwards', async () => {
    const moment = Date.parse('2026-06-11T17:42:11Z');
    const seen = await at(moment, async () => {
      await Promise.resolve();
      return [Date.now(), new Date().getTime(), new Date(5).getTime()];
    });
    expect(seen).toEqual([moment, moment, 5]);
    expect(Math.abs(Date.now() - realNow())).toBeLessThan(1000);
  });
});
