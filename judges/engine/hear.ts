/** Hears a judge: all cases of its schemes, both ways. */
import { subjectsOf, type Subject } from '../../test/schemes/harness.js';
import { casesFor } from './cases.js';
import type { Judge } from './judge.js';
import type { Difference, Result } from './results.js';
import { signedCases } from './signed-cases.js';
import { tokenCases, tokenSubjects } from './token-cases.js';
import { ours, theirs, type Verdict } from './verdicts.js';

export interface Heard {
  readonly differences: readonly Difference[];
  readonly results: readonly Result[];
  /** Each case's verdict of the SDK, for a comparison with another version's. */
  readonly verdicts: ReadonlyMap<string, boolean>;
}

/** @param explained whether a difference is known and has a reason */
export async function hear(
  judge: Judge,
  sdk: unknown,
  explained: (difference: Difference) => boolean,
): Promise<Heard> {
  const differences: Difference[] = [];
  const groups = new Map<string, { cases: number; faults: string[] }>();
  const verdicts = new Map<string, boolean>();
  const count = (scheme: string, name: string, fault?: string): void => {
    const key = `${judge.package} judges ${scheme}: ${name.replace(/:.*/, '')}`;
    const group = groups.get(key) ?? { cases: 0, faults: [] };
    group.cases += 1;
    if (fault !== undefined) group.faults.push(`${name}: ${fault}`);
    groups.set(key, group);
  };
  const compare = (scheme: string, name: string, own: Verdict, other: Verdict): void => {
    verdicts.set(`${judge.package} ${scheme} ${name}`, other.accepts);
    if (own.accepts === other.accepts) {
      count(scheme, name);
      return;
    }
    const accepts = own.accepts ? 'gateway' : 'sdk';
    const because = own.because + other.because;
    const difference: Difference = { judge: judge.package, scheme, case: name, accepts, because };
    differences.push(difference);
    count(scheme, name, explained(difference) ? undefined : `only the ${accepts} accepts it (${because})`);
  };
  for (const subject of judge.schemes.flatMap((name) => subjectsFor(judge, name))) {
    let taken = 0;
    const cases = subject.signature.jwt?.isDocument ? tokenCases(subject) : casesFor(subject, judge);
    for (const one of [...cases, ...(await signedCases(judge, sdk, subject))]) {
      const own = ours(subject, one);
      const other = await theirs(judge, sdk, subject, one);
      if (
        /^(?:genuine|signed by the SDK): (?:compact|a form)$/.test(one.name) &&
        own.accepts &&
        other.accepts
      ) {
        taken += 1;
      }
      compare(subject.name, one.name, own, other);
    }
    const expected = judge.signs ? 2 : 1;
    count(subject.name, 'genuine: the plain one', taken < expected ? 'refused by both' : undefined);
  }
  const results = [...groups].map(([name, group]): Result => ({ name, ...group }));
  return { differences, results, verdicts };
}

/** @throws TypeError for a scheme that is not there or signs nothing. */
export function subjectsFor(judge: Judge, name: string): readonly Subject[] {
  const subjects = [...subjectsOf(name), ...tokenSubjects(name)];
  if (subjects.length === 0) throw new TypeError(`${judge.package} judges ${name}, which is no scheme`);
  const { secret } = judge;
  return secret === undefined
    ? subjects
    : subjects.map((subject) => ({ ...subject, secret: secret('a'), otherSecret: secret('b') }));
}
