/** Moments in the reader's zone, with UTC on hover, and spans. */
import { Watched, useWatched } from '../api/watched.js';

const LONG = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const SHORT = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

type Moment = string | number;

/** @param at ISO 8601 or epoch milliseconds */
export function Time({ at, isShort = false }: { readonly at: Moment; readonly isShort?: boolean }) {
  const date = new Date(at);
  const format = isShort && isToday(date) ? SHORT : LONG;
  return (
    <time dateTime={date.toISOString()} title={`${date.toISOString()} (UTC)`}>
      {format.format(date)}
    </time>
  );
}

const TICK_MS = 5_000;

/** Goes on while a page stands still. */
const now = new Watched(Date.now());
setInterval(() => {
  if (!document.hidden) now.set(Date.now());
}, TICK_MS);

/** How long ago, or in how long. */
export function Ago({ at }: { readonly at: Moment }) {
  useWatched(now);
  const date = new Date(at);
  const ms = Date.now() - date.getTime();
  return (
    <time dateTime={date.toISOString()} title={`${LONG.format(date)} · ${date.toISOString()} (UTC)`}>
      {Math.abs(ms) < 1_000 ? 'now' : ms >= 0 ? `${spanText(ms)} ago` : `in ${spanText(-ms)}`}
    </time>
  );
}

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

function isToday(date: Date): boolean {
  return date.toDateString() === new Date().toDateString();
}
