/** One change to a request. Places are numbers that wrap around, so that a step fits every scheme's delivery. */
import type { Subject } from '../subject.js';
import type { Sent } from '../writer.js';

export interface Step {
  /** For people: what the step does. */
  readonly what: string;
  readonly to: (sent: Sent, subject: Subject) => Sent;
}

export type Line = readonly [name: string, value: string];

export function linesOf({ headers }: Sent): readonly Line[] {
  return headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1] ?? ''] as const] : []));
}

export function withLines(sent: Sent, lines: readonly Line[]): Sent {
  return { ...sent, headers: lines.flat() };
}

/** The first header of the name, or another one behind the others, gets the value. */
export function withHeader(sent: Sent, name: string, value: string): Sent {
  const lines = linesOf(sent);
  const at = lines.findIndex(([own]) => own.toLowerCase() === name.toLowerCase());
  return at < 0
    ? withLines(sent, [...lines, [name, value]])
    : withLines(sent, lines.with(at, [lines[at]?.[0] ?? name, value]));
}

export function queryOf({ url }: Sent): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

/** What no request's target can hold is escaped. */
export function withQuery(sent: Sent, query: string): Sent {
  const [base = ''] = sent.url.split('?');
  const text = query.replace(
    /[^\x21-\x7e]|#/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0').slice(-2)}`,
  );
  return { ...sent, url: text === '' ? base : `${base}?${text}` };
}

/** Text stands for bytes one by one. */
export function withBytes(sent: Sent, text: string): Sent {
  return { ...sent, body: Buffer.from(text, 'latin1') };
}

export function bytesOf({ body }: Sent): string {
  return body.toString('latin1');
}

/** The item at a place that wraps around; undefined of an empty list. */
export function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % items.length];
}
