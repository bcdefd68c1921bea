/** Durations (`250ms`, `30s`, `15m`, `24h`, `7d`) and sizes (`64kb`, `1mb`, `1KiB`) as a configuration writes them. */

export const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export const SIZE = /^(\d+(?:\.\d+)?)\s?((?:[KMGkmg][Ii]?)?[Bb])$/;
const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  kib: 1024,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
};

/** @returns milliseconds, or undefined if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  return scaled(DURATION.exec(text), DURATION_UNITS);
}

/** @returns bytes (1024-based), or undefined if the text is not a size. */
export function parseSize(text: string): number | undefined {
  return scaled(SIZE.exec(text), SIZE_UNITS);
}

function scaled(match: RegExpExecArray | null, units: Readonly<Record<string, number>>): number | undefined {
  const unit = match && units[(match[2] ?? '').toLowerCase()];
  return match && unit ? Math.round(Number(match[1]) * unit) : undefined;
}

/** Milliseconds of a duration that was validated before; a fault here is ours. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new TypeError(`"${text}" is not a duration such as 30s or 15m`);
  return ms;
}

/** The shortest text `parseDuration` reads back as the same number of milliseconds. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = DURATION_UNITS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}

/** The shortest text `parseSize` reads back as the same number of bytes. */
export function formatSize(bytes: number): string {
  for (const unit of ['gb', 'mb', 'kb'] as const) {
    const size = SIZE_UNITS[unit] ?? 1;
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return `${bytes}b`;
}
