/** `evidence: sdk` is a claim: an official SDK judges the scheme whenever `npm run judges` runs. */
import { describe, expect, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { DIFFERENCES } from '../../judges/differences.js';
import { JUDGES } from '../../judges/sdks/index.js';
import { versionsIn } from '../../judges/engine/install.js';
import { judgedSchemes } from '../docs/judges-table.js';

describe('the judges', () => {
  test('a scheme rests on an SDK if, and only if, one judges it', () => {
    const claimed = Object.entries(schemes).filter(([, { evidence }]) => evidence === 'sdk');
    expect(claimed.map(([name]) => name).sort()).toEqual([...judgedSchemes()].sort());
  });

  test('there are seventy-two of them at least, each once and in the lockfile, and ninety-five schemes', () => {
    const names = JUDGES.map((judge) => judge.package);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(72);
    expect(judgedSchemes().size).toBeGreaterThanOrEqual(95);
    expect(Object.keys(versionsIn())).toEqual(expect.arrayContaining(names));
  });

  test('a known difference names judges that there are, and says why', () => {
    const names = new Set(JUDGES.map((judge) => judge.package));
    for (const { judges, why } of DIFFERENCES) {
      expect(judges.filter((name) => !names.has(name))).toEqual([]);
      expect(why.length).toBeGreaterThan(20);
    }
  });
});
