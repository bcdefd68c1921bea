/** Tests of faults are small in the suite, and can be made larger by hand (CONTRIBUTING.md). */

/** What larger runs by hand ask for, such as FAULT_ROUNDS=30; the suite's own number where it is not set. */
export function size(name: string, inSuite: number): number {
  const given = process.env[name];
  return given === undefined || given === '' ? inSuite : Number(given);
}

/** Figures of a larger run, for the terminal. */
export function tell(what: string, figures: Readonly<Record<string, unknown>>): void {
  if (process.env['FAULT_REPORT'] !== undefined)
    process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);
}
