/** A command line of the console, read by the program's own declarations. */
import { COMMANDS } from '../../../src/commands/commands.js';
import { readArguments } from '../../../src/commands/frame/arguments.js';

export interface ParsedLine {
  readonly command: string;
  /** Of options; those that were not given are left out. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

/** @throws what the program would say of it */
export function parsedLine(line: string): ParsedLine {
  const [program, ...words] = wordsOf(line);
  if (program !== 'webhook-gateway') throw new Error(`not a line of the program: ${line}`);
  const command = COMMANDS.map(({ declaration }) => declaration)
    .filter(({ name }) => name.split(' ').every((word, i) => words[i] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (!command) throw new Error(`no such command: ${line}`);
  const { values, positionals } = readArguments(command, words.slice(command.name.split(' ').length));
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  return { command: command.name, values: Object.fromEntries(given), positionals };
}

/** As a POSIX shell splits it: single quotes, and a backslash between them. */
function wordsOf(line: string): readonly string[] {
  return Array.from(line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g), ([word]) =>
    word.replace(/'([^']*)'|\\(.)/g, (_, inside?: string, escaped?: string) => inside ?? escaped ?? ''),
  );
}
