/** When the guard speaks up. */
import type { Summary } from './report/summary.js';

/**
 * What a delivery costs at 2,000 a second, as a multiple of the bare proxy's, on the machine where that was most: the
 * quieter one is, the less the bare proxy costs. Lower it with every gain.
 */
export const EXPECTED = 2.7;
/** Differences of this size come and go by themselves between runs of one and the same build. */
const NOISE = 0.25;

/** Fails only where every round says so: a neighbour on the machine spoils one or two, a regression all of them. */
export function verdictOf({ median, min, max, rounds }: Summary): { holds: boolean; told: string } {
  const limit = EXPECTED * (1 + NOISE);
  const holds = !(min > limit);
  const measured = `a delivery costs ${median.toFixed(2)} × the bare proxy (${min.toFixed(2)}–${max.toFixed(2)} in ${rounds.length} rounds)`;
  const rule = `${EXPECTED} is expected, and fails beyond ${limit.toFixed(2)} in all rounds`;
  return { holds, told: `${holds ? 'ok' : 'DEARER'}: ${measured}; ${rule}` };
}
