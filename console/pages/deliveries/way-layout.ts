/** Where the steps of a delivery's way stand on a line that is its source's waiting. */
import type { Step } from '../../api/types.js';

/** In percent of the line. */
export interface PlacedStep extends Step {
  readonly left: number;
  readonly width: number;
}

/** What is too short to be seen is drawn as wide as this. */
const LEAST_WIDTH = 0.6;

/** @param steps in their order */
export function placed(steps: readonly Step[], totalMs: number): readonly PlacedStep[] {
  return steps.map((step) => {
    const width = Math.min(100, Math.max(LEAST_WIDTH, percent(step.durationMs, totalMs)));
    return { ...step, width, left: Math.min(100 - width, percent(step.startMs, totalMs)) };
  });
}

/** @param answeredMs when its source had its answer, if anybody waited */
export function totalOf(steps: readonly Step[], answeredMs: number | undefined): number {
  return Math.max(answeredMs ?? 0, ...steps.map(({ startMs, durationMs }) => startMs + durationMs));
}

/** Who takes the time of a step. */
export type SpentBy = 'gateway' | 'source' | 'receiver' | 'others';

const SPENT_BY: Readonly<Partial<Record<Step['step'], SpentBy>>> = {
  receive: 'source',
  attempt: 'receiver',
  others: 'others',
};

export function spentBy(step: Step['step']): SpentBy {
  return SPENT_BY[step] ?? 'gateway';
}

/** Milliseconds, the most first; who takes none is left out. */
export function shares(steps: readonly Step[]): readonly (readonly [by: SpentBy, ms: number])[] {
  const sums = new Map<SpentBy, number>();
  for (const { step, durationMs } of steps) {
    sums.set(spentBy(step), (sums.get(spentBy(step)) ?? 0) + durationMs);
  }
  return [...sums].filter(([, ms]) => ms > 0).sort(([, a], [, b]) => b - a);
}

function percent(ms: number, totalMs: number): number {
  return totalMs > 0 ? (ms / totalMs) * 100 : 0;
}
