/** argv, read as a declaration says. */
import { parseArgs } from 'node:util';
import { didYouMean } from '../../checks/nearest.js';
import { UsageError } from '../io.js';
import { printable } from '../print.js';
import type { Args, Declaration, OptionSpec, OptionSpecs, Positional } from './declaration.js';

/** @throws UsageError that names the option or the argument that is unknown, wrong or missing. */
export function readArguments<Options extends OptionSpecs>(
  { options, positionals: known = [] }: Declaration<Options>,
  argv: readonly string[],
): Args<Options> {
  const { values, positionals } = parsed(options, argv);
  for (const [name, option] of Object.entries(options)) {
    const value = values[name];
    if (option.type === 'boolean' || option.choices === undefined || typeof value !== 'string') continue;
    if (!option.choices.includes(value)) throw new UsageError(closed(name, option.short, option.choices));
  }
  checkPositionals(known, positionals);
  return { values: values as Args<Options>['values'], positionals };
}

function parsed(options: OptionSpecs, argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: settings(options), allowPositionals: true });
  } catch (error) {
    throw new UsageError(told(error as Error & { code?: string }, options));
  }
}

/** For `node:util`, which wants no more than it knows. */
function settings(options: OptionSpecs) {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      {
        type: option.type,
        ...(option.short !== undefined && { short: option.short }),
        ...defaultOf(option),
      },
    ]),
  );
}

function defaultOf(option: OptionSpec): { default?: string | boolean } {
  if (option.type === 'boolean') return { default: false };
  return option.default === undefined ? {} : { default: option.default };
}

/** Node's text, but for its advice on words that begin with a dash: a slip of the hand is likelier. */
function told({ code, message }: Error & { code?: string }, options: OptionSpecs): string {
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return withoutValue(message, options) ?? message;
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return message;
  const [, name = ''] = /'(-[^']*)'/.exec(message) ?? [];
  const known = Object.keys({ ...options, help: true }).map((option) => `--${option}`);
  return `Unknown option '${printable(name)}'${didYouMean(name, known)}`;
}

/** @returns undefined where it is another fault */
function withoutValue(message: string, options: OptionSpecs): string | undefined {
  const [, name = ''] = /--([\w-]+)[^']*' argument (?:missing|is ambiguous)/.exec(message) ?? [];
  const option = options[name];
  return option?.type === 'string' ? `--${name} needs its ${option.value} behind it` : undefined;
}

function closed(name: string, short: string | undefined, choices: readonly string[]): string {
  return `${short === undefined ? `--${name}` : `-${short}`} takes ${listed(choices)}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function checkPositionals(known: readonly Positional[], given: readonly string[]): void {
  const missing = known[given.length]?.missing;
  if (missing !== undefined) throw new UsageError(missing);
  const extra = known.at(-1)?.many === true ? undefined : given[known.length];
  if (extra !== undefined) throw new UsageError(`Unexpected argument '${printable(extra)}'`);
  for (const [index, { name, choices }] of known.entries()) {
    const value = given[index];
    if (value !== undefined && choices?.includes(value) === false)
      throw new UsageError(`${name} is ${listed(choices)}, not "${printable(value)}"`);
  }
}

/**
 * Where the first argument stands that is no option and no option's value.
 * @param options of every command that it may be the name of
 * @returns -1 if there is none
 */
export function firstPositional(options: OptionSpecs, argv: readonly string[]): number {
  const { tokens } = parseArgs({
    args: [...argv],
    options: settings(options),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  return tokens.find(({ kind }) => kind === 'positional')?.index ?? -1;
}
