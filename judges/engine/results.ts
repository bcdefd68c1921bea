/** What came of it: a group of cases is one test. */
export interface Difference {
  readonly judge: string;
  readonly scheme: string;
  readonly case: string;
  readonly accepts: 'gateway' | 'sdk';
  /** What the refusing side said. */
  readonly because: string;
}

export interface Result {
  readonly name: string;
  /** How many cases it holds. */
  readonly cases: number;
  readonly faults: readonly string[];
}

export function tally(results: readonly Result[]): { readonly passed: number; readonly failed: number } {
  const failed = results.filter(({ faults }) => faults.length > 0).length;
  return { passed: results.length - failed, failed };
}
