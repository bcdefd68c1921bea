/** Spans of time, in words. */

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** In its two largest units: `2 h 5 min`, `340 ms`. */
export function spanText(ms: number): string {
  const at = UNITS.findIndex(([size]) => ms >= size);
  const [large, small] = at < 0 ? [] : UNITS.slice(at);
  if (!large) return msText(ms);
  const [size, name] = large;
  const rest = small === undefined ? 0 : Math.floor((ms % size) / small[0]);
  return `${Math.floor(ms / size)} ${name}${rest > 0 ? ` ${rest} ${small?.[1] ?? ''}` : ''}`;
}

/** Three digits at the most, as the gateway knows no more. */
export function msText(ms: number): string {
  return ms >= 10_000 ? `${Math.round(ms / 1_000)} s` : `${Number(ms.toPrecision(3))} ms`;
}
