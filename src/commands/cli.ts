/** argv → command → exit code. It touches the outside through `io` alone, which main.ts connects to the process. */
import { didYouMean } from '../checks/nearest.js';
import { Unsignable } from '../schemes/engine/unsignable.js';
import { COMMANDS, DECLARATIONS, type Command } from './commands.js';
import { firstPositional, readArguments } from './frame/arguments.js';
import type { Declaration, OptionSpecs } from './frame/declaration.js';
import { PROGRAM, help, overview, usage } from './frame/help.js';
import { CommandFailure, UsageError, type ExitCode, type Io } from './io.js';
import { printable } from './print.js';

/** @returns the exit code; prints through `io` only, so it runs in tests without a process. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined) return mistaken(overview(DECLARATIONS), io);
  if (name === '--help' || name === '-h') return told(overview(DECLARATIONS), io);
  if (name === 'help') return explained(rest, io);
  if (name === '--version' || name === '-v') {
    const { readVersion } = await import('../model/version.js');
    return told(`${readVersion()}\n`, io);
  }
  const group = groupOf(name);
  if (group.length === 0) return mistaken(unknown(name), io);
  const { command, argv: own, stray } = chosen(group, name, rest);
  if (asksForHelp(own)) return explained([command?.declaration.name ?? name], io);
  const takesNone = group.length > 1 && !command?.declaration.positionals;
  if (!command || (stray !== undefined && takesNone))
    return mistaken(
      `${PROGRAM} ${name}: ${noSub(group, stray)}\n${usage(
        name,
        group.map(({ declaration }) => declaration),
      )}`,
      io,
    );
  return called(command, own, io);
}

function told(text: string, io: Io): ExitCode {
  io.out(text);
  return 0;
}

function mistaken(text: string, io: Io): ExitCode {
  io.err(text);
  return 2;
}

/** A command and its sub-commands, by the first word of any of their names. */
function groupOf(word: string): readonly Command[] {
  return COMMANDS.filter(({ declaration }) =>
    namesOf(declaration).some((name) => name.split(' ')[0] === word),
  );
}

function namesOf({ name, aliases = [] }: Declaration): readonly string[] {
  return [name, ...aliases];
}

/** The sub-command's word may stand behind options. @returns no command if one is wanted and not named */
function chosen(group: readonly Command[], word: string, argv: readonly string[]) {
  const options = Object.assign({}, ...group.map(({ declaration }) => declaration.options)) as OptionSpecs;
  const at = firstPositional(options, argv);
  const sub = at < 0 ? undefined : byName(group, `${word} ${argv[at] ?? ''}`);
  return sub
    ? { command: sub, argv: argv.filter((_, index) => index !== at), stray: undefined }
    : { command: byName(group, word), argv, stray: at < 0 ? undefined : argv[at] };
}

function byName(commands: readonly Command[], name: string): Command | undefined {
  return commands.find(({ declaration }) => namesOf(declaration).includes(name));
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

/** `help`, `help COMMAND`, `help COMMAND SUB`. */
function explained(words: readonly string[], io: Io): ExitCode {
  const name = words.join(' ');
  if (name === '') return told(overview(DECLARATIONS), io);
  const found = byName(COMMANDS, name);
  const shown = found ? [found] : groupOf(name);
  if (shown.length === 0) return mistaken(unknown(name), io);
  return told(shown.map(({ declaration }) => help(declaration, DECLARATIONS)).join('\n'), io);
}

function unknown(name: string): string {
  const known = DECLARATIONS.flatMap(namesOf);
  return `${PROGRAM} has no command "${printable(name)}"${didYouMean(name, known)}\n\n${overview(DECLARATIONS)}`;
}

/** For a word that should be a sub-command, or for none where one is needed. */
function noSub(group: readonly Command[], stray: string | undefined): string {
  const words = group.flatMap(({ declaration }) => declaration.name.split(' ').slice(1));
  if (stray === undefined) return `say what to do: ${words.join(', ')}`;
  return `Unexpected argument '${printable(stray)}'; there is ${words.join(', ')}`;
}

/** Options that stand for a variable go before it. */
function withStandIns(options: OptionSpecs, values: Readonly<Record<string, unknown>>, io: Io): Io {
  const set = Object.entries(options).flatMap(([name, option]) => {
    const value = values[name];
    return option.type === 'string' && option.stands !== undefined && typeof value === 'string'
      ? [[option.stands, value] as const]
      : [];
  });
  return set.length === 0 ? io : { ...io, env: { ...io.env, ...Object.fromEntries(set) } };
}

async function called({ declaration, load }: Command, argv: readonly string[], io: Io): Promise<ExitCode> {
  const { name } = declaration;
  try {
    const args = readArguments(declaration, argv);
    return await (
      await load()
    )(args, withStandIns(declaration.options, args.values, io));
  } catch (error) {
    if (error instanceof CommandFailure) {
      io.err(`${PROGRAM} ${name}: ${error.message}\n`);
      return error.exitCode;
    }
    if (!(error instanceof UsageError) && !(error instanceof Unsignable)) throw error;
    const hint =
      error instanceof Unsignable ? '; give the URL it signs with --url, or a form as body with --file' : '';
    return mistaken(`${PROGRAM} ${name}: ${error.message}${hint}\n${usage(name, [declaration])}`, io);
  }
}
