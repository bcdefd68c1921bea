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

/** Where a text is written: one that is put together of parts stays in memory as all its parts. A way has some ten steps. */
const ROOM = Buffer.alloc(1_024);
const ZERO = '0'.charCodeAt(0);

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
  let length = 0;
  let until = 0;
  way.each(startedAt, endedAt, (step, _from, to) => {
    // Moments are rounded, and not durations, so that the sum is no further off than each of them.
    const end = Math.max(until, Math.round((to - startedAt) * 100));
    ROOM[length] = LETTERS[step].charCodeAt(0);
    length = writeNumber(end - until, length + 1);
    until = end;
  });
  return ROOM.toString('latin1', 0, length);
}

/** @returns where it ends */
function writeNumber(whole: number, from: number): number {
  let last = from;
  for (let rest = whole; rest >= 10; rest = Math.floor(rest / 10)) last += 1;
  let rest = whole;
  for (let at = last; at >= from; at -= 1) {
    ROOM[at] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return last + 1;
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
