/**
 * Rounds: every line once, in order, then in reverse, and so on, each in a fresh process. What drifts (a neighbour on
 * the machine, a warm disk) meets all lines alike; ratios are taken within a round.
 */
import { measure, type PhaseFigures, type RunFigures } from './measure.js';
import { summaryOf, type Summary } from './report/summary.js';
import type { Rig } from './rig/rig.js';
import type { Line, Phase, Suite } from './suites/suite.js';

export interface PhaseResult {
  /** CPU a delivery, of that of the line compared with, within each round. */
  readonly cpuRatio: Summary;
  readonly p99Ratio: Summary;
  readonly figures: Readonly<Record<keyof PhaseFigures, Summary>>;
}

export interface LineResult {
  readonly name: string;
  readonly title: string;
  readonly ours: boolean;
  readonly against: string;
  readonly phases: Readonly<Record<string, PhaseResult>>;
  readonly peakMiB: Summary;
  readonly restMiB: Summary;
}

export interface RoundsOptions {
  readonly rig: Rig;
  readonly suite: Suite;
  readonly lines: readonly Line[];
  readonly rounds: number;
  readonly seconds: number;
  readonly onRun: (round: number, line: Line) => void;
}

export async function runRounds(options: RoundsOptions): Promise<readonly LineResult[]> {
  const { rig, suite, lines, rounds, seconds, onRun } = options;
  const runs = new Map<string, RunFigures[]>(lines.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const line of round % 2 === 1 ? lines : [...lines].reverse()) {
      onRun(round, line);
      runs.get(line.name)?.push(await measure(rig, line, phasesOf(suite, line), seconds));
    }
  }
  return lines.map((line) => resultOf(suite, line, runs));
}

function phasesOf(suite: Suite, line: Line): readonly Phase[] {
  return line.phases ?? suite.phases;
}

function resultOf(suite: Suite, line: Line, runs: ReadonlyMap<string, readonly RunFigures[]>): LineResult {
  const against = line.against ?? suite.reference;
  const own = runs.get(line.name) ?? [];
  const other = runs.get(against) ?? [];
  const phases = phasesOf(suite, line).map(({ name }): readonly [string, PhaseResult] => {
    const figures = own.flatMap((run) => run.phases[name] ?? []);
    const others = other.flatMap((run) => run.phases[name] ?? []);
    return [
      name,
      {
        cpuRatio: summaryOf(ratios(figures, others, 'cpu')),
        p99Ratio: summaryOf(ratios(figures, others, 'p99')),
        figures: summaries(figures),
      },
    ];
  });
  return {
    name: line.name,
    title: line.title,
    ours: line.variant.ours,
    against,
    phases: Object.fromEntries(phases),
    peakMiB: summaryOf(own.map(({ peakMiB }) => peakMiB)),
    restMiB: summaryOf(own.map(({ restMiB }) => restMiB)),
  };
}

function ratios(own: readonly PhaseFigures[], others: readonly PhaseFigures[], key: 'cpu' | 'p99'): number[] {
  return own.flatMap((figures, round) => {
    const other = others[round];
    return other ? [figures[key] / other[key]] : [];
  });
}

function summaries(figures: readonly PhaseFigures[]): PhaseResult['figures'] {
  const [first] = figures;
  const keys = Object.keys(first ?? {}) as (keyof PhaseFigures)[];
  const pairs = keys.map((key) => [key, summaryOf(figures.map((one) => one[key]))] as const);
  return Object.fromEntries(pairs) as Record<keyof PhaseFigures, Summary>;
}
