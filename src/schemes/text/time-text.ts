/**
 * Times as schemes write them: seconds, milliseconds, or one strict form of RFC 3339. Every text has one reading, and a
 * text that is not exactly of the form is no time. If time and body are signed without anything between them, a lenient
 * reading would make two splits of the same text valid.
 */
import type { TimeFormat } from '../spec.js';
import type { EpochMs } from '../../model/time.js';

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Reads a time in the first of the formats that fits: `s` is ten digits, `ms` thirteen, `iso` is `YYYY-MM-DDThh:mm:ss`,
 * up to nine digits of a fraction, then `Z` or an offset `±hh:mm`; `iso-utc` is the same without a zone; `digits-ms`
 * takes up to fifteen digits; `utc-date` is `Www dd Mmm yyyy hh:mm:ss UTC`, also with the comma and `GMT` of HTTP;
 * `http-date` is `Www, dd Mmm yyyy hh:mm:ss GMT` and nothing else (RFC 9110, IMF-fixdate). The day must exist; hour 24 and leap seconds are no times.
 *
 * @returns epoch milliseconds (digits beyond are cut, towards the past), or undefined if no format fits.
 */
export function readTime(text: string, formats: readonly TimeFormat[]): number | undefined {
  for (const format of formats) {
    const time = readers[format](text);
    if (time !== undefined) return time;
  }
  return undefined;
}

const readers: Readonly<Record<TimeFormat, (text: string) => number | undefined>> = {
  s: (text) => {
    const seconds = readDigits(text, 10);
    return seconds === undefined ? undefined : seconds * SECOND;
  },
  ms: (text) => readDigits(text, 13),
  iso: readIso,
  'iso-utc': (text) => readIso(`${text}Z`),
  'utc-date': readDate,
  'http-date': (text) => (HTTP_DATE.test(text) ? readDate(text) : undefined),
  'digits-ms': (text) => (text.length > 15 ? undefined : readDigits(text, text.length)),
};

/** Runs for every signed delivery, hence without a regular expression. */
function readDigits(text: string, count: number): number | undefined {
  if (text.length !== count) return undefined;
  let value = 0;
  for (let at = 0; at < count; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

function readIso(text: string): number | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const [offsetHour, offsetMinute] = [part(9), part(10)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;
  const midnight = calendarDay(year, month, day);
  if (midnight === undefined) return undefined;

  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const offset = (offsetHour * HOUR + offsetMinute * MINUTE) * (match[8] === '-' ? -1 : 1);
  return midnight + hour * HOUR + minute * MINUTE + second * SECOND + milliseconds - offset;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE = /^([A-Z][a-z]{2}),? (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (?:UTC|GMT)$/;

const HTTP_DATE = /^[^,]{3}, .{20} GMT$/;

function readDate(text: string): number | undefined {
  const [, weekday = '', day = '', month = '', year = '', clock = ''] = DATE.exec(text) ?? [];
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  const time = readIso(`${year}-${number}-${day}T${clock}Z`);
  return time !== undefined && DAYS[new Date(time).getUTCDay()] === weekday ? time : undefined;
}

/** @returns the day's midnight in UTC, or undefined if the calendar has no such day. */
function calendarDay(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  // A day that does not exist rolls over into another month.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

/**
 * Writes a time; `s` drops what is below the second.
 *
 * @throws RangeError if `iso` is asked for a number that is no time (NaN, or beyond the year 275760).
 */
export function writeTime(epochMs: EpochMs, format: TimeFormat): string {
  switch (format) {
    case 's':
      return String(Math.floor(epochMs / SECOND));
    case 'ms':
    case 'digits-ms':
      return String(Math.floor(epochMs));
    case 'iso':
      return new Date(epochMs).toISOString();
    case 'iso-utc':
      return new Date(epochMs).toISOString().slice(0, -1);
    case 'http-date':
      return new Date(epochMs).toUTCString();
    case 'utc-date':
      return new Date(epochMs).toUTCString().replace(',', '').replace('GMT', 'UTC');
  }
}

/**
 * The same instant in another format.
 *
 * @returns undefined if the text is no time in `from`, or if `to` cannot say exactly the same instant:
 * fractions of a second in `s`, of a millisecond anywhere, or an instant outside the format's digits.
 */
export function convertTime(text: string, from: TimeFormat, to: TimeFormat): string | undefined {
  const time = readTime(text, [from]);
  if (time === undefined || (from === 'iso' && finerThanMilliseconds(text))) return undefined;
  const written = writeTime(time, to);
  return readTime(written, [to]) === time ? written : undefined;
}

function finerThanMilliseconds(iso: string): boolean {
  const fraction = ISO.exec(iso)?.[7] ?? '';
  return /[1-9]/.test(fraction.slice(3));
}
