/** The list of known differences against those that occur. */
import type { Known } from '../differences.js';
import type { Judge } from './judge.js';
import type { Difference, Result } from './results.js';

/** A body makes the same difference whoever signed it. */
function whoever(name: string): string {
  return name
    .replace(/^signed by the SDK: [^,]*, altered: /, 'altered body: ')
    .replace(/^signed by the SDK: /, 'genuine: ');
}

function names(known: Known, { judge, scheme, case: full, accepts }: Difference): boolean {
  const name = whoever(full);
  const cases = known.cases.some((one) =>
    one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name,
  );
  return (
    cases &&
    known.accepts === accepts &&
    known.judges.includes(judge) &&
    (known.schemes?.includes(scheme) ?? true)
  );
}

export function isKnown(list: readonly Known[], difference: Difference): boolean {
  return list.some((known) => names(known, difference));
}

/** A known difference must occur with each of its judges and in each of its cases, or its reason is out of date. */
export function outOfDate(
  list: readonly Known[],
  occurred: readonly Difference[],
  judges: readonly Judge[],
): Result[] {
  const heard = new Set(judges.map((judge) => judge.package));
  return list
    .map((known) => ({ ...known, judges: known.judges.filter((judge) => heard.has(judge)) }))
    .filter((known) => known.judges.length > 0)
    .map((known) => {
      const parts = known.judges.flatMap((judge) => known.cases.map((one) => ({ judge, one })));
      const gone = parts.filter(({ judge, one }) => {
        const part = { ...known, judges: [judge], cases: [one] };
        return !occurred.some((difference) => names(part, difference));
      });
      const faults = gone.map(({ judge, one }) => `${judge}, ${one}: no longer occurs`);
      return { name: `known differences: ${known.why}`, cases: parts.length, faults };
    });
}
