/** A line of the log for a person at a terminal: the same fields, one line still, and nothing that a terminal obeys. */
import { plain } from './safe.js';

export type LogFormat = 'json' | 'text';

const COLOURS: Readonly<Record<string, string>> = { warn: '33', error: '31', fatal: '31', debug: '2' };
const WIDEST_LEVEL = 5;

/** @param line as JSON, its line feed included */
export function textLine(line: string, colour: boolean): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const word = String(level).padEnd(WIDEST_LEVEL);
  const painted = COLOURS[String(level)];
  const shown = colour && painted !== undefined ? `\u001B[${painted}m${word}\u001B[0m` : word;
  const said = escaped(String(msg)).slice(1, -1).replaceAll('\\"', '"');
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${valueText(value)}`);
  return `${String(time)} ${shown} ${said}${rest.join('')}\n`;
}

/** As it is where it is one word; else with quotes, so that it ends where it seems to. */
function valueText(value: unknown): string {
  if (typeof value === 'string' && /^[\x21\x23-\x3c\x3e-\x5b\x5d-\x7e]+$/.test(value)) return value;
  return escaped(value);
}

/** Control characters, and marks that turn text round, as `\uXXXX`. */
function escaped(value: unknown): string {
  return plain(JSON.stringify(value));
}
