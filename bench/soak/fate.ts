/** What happens to a delivery is decided by its number, so that each side knows it without a word. */

/** The receiver refuses it once or twice, takes its time, hangs once, or never takes it. */
export type Fate = 'taken' | 'fails' | 'slow' | 'hangs' | 'refused';

const SHARES: readonly (readonly [fate: Fate, perMille: number])[] = [
  ['fails', 40],
  ['slow', 40],
  ['hangs', 1],
  ['refused', 3],
];

export function fateOf(number: number): Fate {
  // Spread over the numbers.
  let left = (number * 7_919) % 1_000;
  for (const [fate, perMille] of SHARES) {
    if (left < perMille) return fate;
    left -= perMille;
  }
  return 'taken';
}

export function bodyOf(number: number): Buffer {
  const data = { id: `soak-${number}-`, note: 'x'.repeat((number * 31) % 1_500) };
  return Buffer.from(JSON.stringify({ event: 'lead.created', timestamp: new Date().toISOString(), data }));
}

/** @returns undefined for a body that is none of these */
export function numberOf(body: Buffer): number | undefined {
  const digits = /soak-(\d+)-/.exec(body.toString('latin1'))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
