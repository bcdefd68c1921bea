/** When the guard speaks up. */
import { summaryOf, type Summary } from './report/summary.js';

/**
 * What a delivery costs at 2,000 a second, as a multiple of another program's, on the machine where that was most: the
 * quieter one is, the less the others cost. Lower them with every gain.
 */
export const EXPECTED: Readonly<Record<string, number>> = { bare: 1.7, lua: 1.6 };
/** Less than this no run is sure of, however alike its two measures of one program were. */
const LEAST_NOISE = 0.1;

/** CPU of a delivery in each round. */
export type Rounds = readonly number[];

export interface Measured {
  readonly direct: Rounds;
  /** By name; those of EXPECTED that are installed. */
  readonly others: Readonly<Record<string, Rounds>>;
  /** One of the others, measured a second time in each round. */
  readonly again: { readonly first: Rounds; readonly second: Rounds };
}

export interface Verdict {
  readonly holds: boolean;
  readonly told: string;
}

/**
 * Fails only where every round says so: a neighbour on the machine spoils one or two, a regression all of them. The
 * margin is what one and the same program differed by from itself in this run.
 */
export function verdictsOf({ direct, others, again }: Measured): readonly Verdict[] {
  const noise = Math.max(
    LEAST_NOISE,
    ...ratios(again.second, again.first).map((ratio) => Math.abs(ratio - 1)),
  );
  return Object.entries(others).map(([name, rounds]) =>
    verdictOf(name, summaryOf(ratios(direct, rounds)), noise),
  );
}

function verdictOf(name: string, { median, min, max, rounds }: Summary, noise: number): Verdict {
  const expected = EXPECTED[name] ?? NaN;
  const limit = expected * (1 + noise);
  const holds = !(min > limit);
  const measured = `a delivery costs ${median.toFixed(2)} × ${name} (${min.toFixed(2)}–${max.toFixed(2)} in ${rounds.length} rounds)`;
  const rule = `${expected} is expected, this run's noise is ${(noise * 100).toFixed(0)} %, and it fails beyond ${limit.toFixed(2)} in all rounds`;
  return { holds, told: `${holds ? 'ok' : 'DEARER'}: ${measured}; ${rule}` };
}

function ratios(own: Rounds, others: Rounds): readonly number[] {
  return own.flatMap((cpu, round) => {
    const other = others[round];
    return other === undefined ? [] : [cpu / other];
  });
}
