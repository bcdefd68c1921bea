/** What the newest versions say otherwise than the lockfile's. */
import type { Judge } from './judge.js';
import type { Session } from './session.js';

type Versions = Readonly<Record<string, string>>;

export function changes(
  judges: readonly Judge[],
  before: Versions,
  after: Versions,
  locked: Session,
  newest: Session,
): readonly string[] {
  const moved = judges
    .map((judge) => judge.package)
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name] ?? 'none'} → ${after[name] ?? 'none'}`);
  const names = new Set([...locked.verdicts.keys(), ...newest.verdicts.keys()]);
  const word = (said: boolean | undefined): string =>
    said === undefined ? 'was not asked' : said ? 'accepts' : 'refuses';
  const verdicts = [...names]
    .filter((name) => locked.verdicts.get(name) !== newest.verdicts.get(name))
    .map((name) => `${name}: ${word(locked.verdicts.get(name))} → ${word(newest.verdicts.get(name))}`);
  const red = newest.results.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
  return [
    ...listed('newer versions', moved),
    ...listed('other verdicts', verdicts),
    ...listed('red with the newest', red),
  ];
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  return [`${title}: ${lines.length || 'none'}`, ...lines.map((line) => `  ${line}`)];
}
