/** What `--help` prints, and the usage behind a mistake. */
import { table } from '../print.js';
import type { Declaration, OptionSpec } from './declaration.js';

export const PROGRAM = 'webhook-gateway';

/** Every command of one word, in the order of the list. */
export function overview(commands: readonly Declaration[]): string {
  const groups = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [first = ''] = name.split(' ');
    // A command that only has sub-commands is told by the first of them.
    if (!groups.has(first)) groups.set(first, summary);
  }
  return `usage: ${PROGRAM} COMMAND [options]\n\n${indented([...groups])}
${PROGRAM} help COMMAND tells the options of one, with examples.\n`;
}

export function help(one: Declaration, commands: readonly Declaration[]): string {
  const { name, aliases = [], summary, more, positionals = [], examples } = one;
  const under = commands.filter((other) => other.name.startsWith(`${name} `));
  return [
    `${PROGRAM} ${name}: ${summary}.${more === undefined ? '' : ` ${more}`}\n`,
    forms([one]),
    aliases.length > 0 && `Also: ${aliases.map((alias) => `${PROGRAM} ${alias}`).join(', ')}\n`,
    positionals.length > 0 && `Arguments:\n${indented(positionals.map((arg) => [arg.name, arg.says]))}`,
    `Options:\n${indented(optionRows(one))}`,
    under.length > 0 && `Sub-commands:\n${indented(under.map((sub) => [sub.name, sub.summary]))}`,
    `Examples:\n${examples.map(({ line, says }) => `  # ${says}\n  ${PROGRAM} ${line}\n`).join('')}`,
  ]
    .filter((part) => part !== false)
    .join('\n');
}

/** Behind a mistake: the forms, and where all options are told. @param name of the command or the group */
export function usage(name: string, declarations: readonly Declaration[]): string {
  return `${forms(declarations)}${PROGRAM} help ${name} tells the options, with examples\n`;
}

/** A call a line. */
export function calls({ name, forms }: Declaration): readonly string[] {
  return forms.map((form) => `${PROGRAM} ${name} ${form}`.trimEnd());
}

function forms(declarations: readonly Declaration[]): string {
  return declarations
    .flatMap(calls)
    .map((call, index) => `${index === 0 ? 'usage:' : '   or:'} ${call}\n`)
    .join('');
}

/** Each option as it is typed, and what it means; `--help` is an option of every command. */
export function optionRows({ options }: Declaration): readonly (readonly [typed: string, says: string])[] {
  return Object.entries({ ...options, help: HELP }).map(([name, option]) => [
    typedAs(name, option),
    meaning(option),
  ]);
}

const HELP: OptionSpec = { type: 'boolean', short: 'h', says: 'this' };

function typedAs(name: string, option: OptionSpec): string {
  const { short } = option;
  const value = option.type === 'string' ? ` ${option.value}` : '';
  return `${short === undefined ? '' : `-${short}, `}--${name}${value}`;
}

function meaning(option: OptionSpec): string {
  if (option.type === 'boolean') return option.says;
  const { says, env = [], default: fixed, otherwise = fixed } = option;
  const notes = [...env.map((name) => `$${name}`), ...(otherwise === undefined ? [] : [otherwise])];
  return notes.length === 0 ? says : `${says} (else ${notes.join(', else ')})`;
}

function indented(rows: readonly (readonly string[])[]): string {
  return table(rows).replace(/^(?=.)/gm, '  ');
}
