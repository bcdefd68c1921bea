/** Text that commands print. Strangers wrote some of it, so nothing in it moves the cursor or turns the text around. */
import { plain } from '../observe/safe.js';

export function jsonText(value: unknown): string {
  return `${plain(JSON.stringify(value, undefined, 2))}\n`;
}

/** @param rows cells of each row, the first being the head; escaped here. */
export function table(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(printable));
  const widths =
    shown[0]?.map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return shown.map((row) => `${line(row).trimEnd()}\n`).join('');
}

/** What is longer would push the rest off the screen. */
export function cut(text: string, longest = 44): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Control characters, line separators, marks that reverse text, halves of surrogate pairs; blanks and letters stay. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
