/** Times on a command line: what the API takes, and how long ago. */
import { readTime } from '../schemes/text/time-text.js';
import { parseDuration } from '../model/units.js';
import { UsageError } from './io.js';
import type { EpochMs } from '../model/time.js';

/**
 * @param option for the message
 * @param now epoch milliseconds
 * @returns ISO 8601 in UTC, or undefined for undefined.
 * @throws UsageError
 */
export function momentOf(text: string | undefined, option: string, now: EpochMs): string | undefined {
  if (text === undefined) return undefined;
  const ago = parseDuration(text);
  const time = ago === undefined ? readTime(text, ['iso', 's', 'ms']) : now - ago;
  if (time === undefined || time < 0) {
    throw new UsageError(
      `${option} takes a time such as 2026-11-20T09:30:00Z, epoch seconds or milliseconds, or how long ago: 15m, 2h, 1d`,
    );
  }
  return new Date(time).toISOString();
}
