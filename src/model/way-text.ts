/**
 * A way as a log keeps it, in few bytes because there may be millions: of each step a letter and how long it took, in
 * hundredths of a millisecond (`r1204v3c161t1a3791e9`). More digits are noise.
 */
import type { MonotonicMs } from './time.js';
import { STEP_NAMES, type Step, type Way } from './way.js';

const LETTERS: Readonly<Record<Step, string>> = {
  receive: 'r',
  verify: 'v',
  claim: 'c',
  translate: 't',
  attempt: 'a',
  store: 's',
  settle: 'e',
  others: 'o',
};
const STEP_OF = new Map(STEP_NAMES.map((step) => [LETTERS[step], step]));

/** Milliseconds since the receipt. */
export interface TimedStep {
  readonly step: Step;
  readonly startMs: number;
  readonly durationMs: number;
}

/** @returns an empty text for a way that has not ended */
export function writeSteps(way: Way, startedAt: MonotonicMs): string {
  const { endedAt } = way;
  if (endedAt === undefined) return '';
  let text = '';
  let until = 0;
  let passing: Step = 'receive';
  for (const { step, at } of way.begun) {
    const end = hundredths(at - startedAt, until);
    text += LETTERS[passing] + String(end - until);
    until = end;
    passing = step;
  }
  return text + LETTERS[passing] + String(hundredths(endedAt - startedAt, until) - until);
}

/** Moments are rounded, and not durations, so that the sum is no further off than each of them. */
function hundredths(ms: number, atLeast: number): number {
  return Math.max(atLeast, Math.round(ms * 100));
}

/** @returns none for a text that this version does not know: a part of a way would not add up */
export function readSteps(text: string): readonly TimedStep[] {
  if (!/^(?:[a-z]\d+)+$/.test(text)) return [];
  const steps: TimedStep[] = [];
  let start = 0;
  for (const [, letter = '', digits = ''] of text.matchAll(/([a-z])(\d+)/g)) {
    const step = STEP_OF.get(letter);
    if (step === undefined) return [];
    const duration = Number(digits);
    steps.push({ step, startMs: start / 100, durationMs: duration / 100 });
    start += duration;
  }
  return steps;
}

/** Milliseconds from the receipt to the end of the last step. */
export function totalMs(steps: readonly TimedStep[]): number {
  const last = steps.at(-1);
  return last ? Math.round((last.startMs + last.durationMs) * 100) / 100 : 0;
}
