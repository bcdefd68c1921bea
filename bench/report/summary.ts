/** Several rounds' values of one figure. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: readonly number[];
}

export function summaryOf(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? NaN;
  return {
    median: (upper + lower) / 2,
    min: sorted[0] ?? NaN,
    max: sorted.at(-1) ?? NaN,
    rounds: values.map((value) => Number(value.toFixed(4))),
  };
}
