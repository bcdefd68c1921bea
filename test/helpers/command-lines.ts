/** Command lines as a page shows them, read as the program would. */
import { execFileSync } from 'node:child_process';
import { DECLARATIONS } from '../../src/commands/commands.js';
import { readArguments } from '../../src/commands/frame/arguments.js';

export interface ReadLine {
  readonly command: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

/** A shell takes it apart, and the declared command reads it. @throws UsageError for what the program would not take. */
export function readLine(line: string): ReadLine {
  const [, ...words] = wordsOf(line);
  const declaration = DECLARATIONS.filter(({ name }) => isBeginning(name.split(' '), words)).sort(
    (a, b) => b.name.length - a.name.length,
  )[0];
  if (!declaration) throw new Error(`no command begins ${line}`);
  const { values, positionals } = readArguments(declaration, words.slice(declaration.name.split(' ').length));
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  return { command: declaration.name, values: Object.fromEntries(given), positionals };
}

/** What a shell makes of it, each word as it is. */
export function wordsOf(line: string): string[] {
  const out = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return out.split('\0').slice(0, -1);
}

function isBeginning(words: readonly string[], of: readonly string[]): boolean {
  return words.every((word, i) => of[i] === word);
}
