/** A session: all judges from one folder of packages, by cases and over HTTP. */
import type { Known } from '../differences.js';
import { hear } from './hear.js';
import { loaderOf, versionsIn } from './install.js';
import type { Judge } from './judge.js';
import { isKnown } from './known.js';
import { judgeOverHttp, type Loaded } from './over-http.js';
import type { Difference, Result } from './results.js';

export interface Session {
  readonly results: readonly Result[];
  readonly differences: readonly Difference[];
  /** What each SDK said of each case. */
  readonly verdicts: ReadonlyMap<string, boolean>;
}

export async function hold(
  judges: readonly Judge[],
  folder: string,
  known: readonly Known[],
  tell: (line: string) => void,
): Promise<Session> {
  const load = await loaderOf(folder);
  const versions = versionsIn(folder);
  const results: Result[] = [];
  const differences: Difference[] = [];
  const verdicts = new Map<string, boolean>();
  const loaded: Loaded[] = [];
  for (const judge of judges) {
    const name = `${judge.package} ${versions[judge.package] ?? ''}`;
    try {
      const sdk = await load(judge);
      const heard = await hear(judge, sdk, (difference) => isKnown(known, difference));
      loaded.push({ judge, sdk });
      results.push(...heard.results);
      differences.push(...heard.differences);
      for (const [one, said] of heard.verdicts) verdicts.set(one, said);
      const cases = heard.results.reduce((sum, one) => sum + one.cases, 0);
      tell(`${name}: ${cases} cases of ${judge.schemes.join(', ')}`);
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      results.push({ name: `${judge.package}: can be called`, cases: 1, faults: [says] });
    }
  }
  results.push(...(await judgeOverHttp(loaded)));
  return { results, differences, verdicts };
}
