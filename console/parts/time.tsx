/** Moments in the reader's zone, with UTC on hover. */
import { Watched, useWatched } from '../api/watched.js';
import { spanText } from './spans.js';

const LONG = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const SHORT = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
/** Of another day, short enough for a column. */
const DAY = { month: 'short', day: 'numeric' } as const;
const OTHER_DAY = new Intl.DateTimeFormat(undefined, { ...DAY, hour: 'numeric', minute: '2-digit' });
const OTHER_YEAR = new Intl.DateTimeFormat(undefined, { ...DAY, year: 'numeric' });

type Moment = string | number;

/** @param at ISO 8601 or epoch milliseconds */
export function Time({ at, isShort = false }: { readonly at: Moment; readonly isShort?: boolean }) {
  const date = new Date(at);
  const utc = `${date.toISOString()} (UTC)`;
  return (
    <time dateTime={date.toISOString()} title={isShort ? `${LONG.format(date)} · ${utc}` : utc}>
      {(isShort ? shortFormatOf(date) : LONG).format(date)}
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

function shortFormatOf(date: Date): Intl.DateTimeFormat {
  const now = new Date();
  if (date.toDateString() === now.toDateString()) return SHORT;
  return date.getFullYear() === now.getFullYear() ? OTHER_DAY : OTHER_YEAR;
}
