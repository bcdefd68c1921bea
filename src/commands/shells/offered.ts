/** What a shell offers behind `webhook-gateway`, by command: from the declarations, the same for every shell. */
import type { Completes, Declaration, OptionSpec } from '../frame/declaration.js';

export interface OfferedOption {
  /** As they are typed: `--output`, `-o`. */
  readonly names: readonly string[];
  readonly says: string;
  /** Undefined: it takes no value. */
  readonly value: Offer | undefined;
}

/** Words to choose from, files, or a text that nobody can guess. */
export type Offer = { readonly words: readonly string[] } | 'file' | 'text';

export interface OfferedCommand {
  /** One word, or two; `help` is one of them. */
  readonly name: string;
  readonly says: string;
  readonly subs: readonly { readonly word: string; readonly says: string }[];
  readonly options: readonly OfferedOption[];
  readonly argument: Offer;
}

export interface Offered {
  /** The first words. */
  readonly heads: readonly { readonly word: string; readonly says: string }[];
  readonly commands: readonly OfferedCommand[];
}

/** @param schemes names of the built-in ones */
export function offered(declarations: readonly Declaration[], schemes: readonly string[]): Offered {
  const all = declarations.flatMap((one) =>
    [one.name, ...(one.aliases ?? [])].map((name) => ({ name, one })),
  );
  const heads = new Map<string, string>();
  for (const { name, one } of all) {
    const [word = ''] = name.split(' ');
    if (!heads.has(word)) heads.set(word, one.summary);
  }
  const words = [...heads.keys()];
  heads.set('help', 'tell the options of a command');
  const commands = all.map(({ name, one }) => ({
    name,
    says: one.summary,
    subs: subsOf(name, all),
    options: optionsOf(one, schemes),
    argument: offerOf(one.positionals?.[0] ?? {}, schemes),
  }));
  // A group that is no command by itself still has its sub-commands.
  const groups = words.filter((word) => !all.some(({ name }) => name === word));
  return {
    heads: [...heads].map(([word, says]) => ({ word, says })),
    commands: [
      ...commands,
      ...groups.map((name) => ({
        ...NOTHING,
        name,
        says: heads.get(name) ?? '',
        subs: subsOf(name, all),
      })),
      { ...NOTHING, name: 'help', says: heads.get('help') ?? '', argument: { words } },
    ],
  };
}

const NOTHING = { subs: [], options: [], argument: 'text' } as const;

function subsOf(name: string, all: readonly { readonly name: string; readonly one: Declaration }[]) {
  return all
    .filter((other) => other.name.startsWith(`${name} `))
    .map((other) => ({ word: other.name.slice(name.length + 1), says: other.one.summary }));
}

function optionsOf({ options }: Declaration, schemes: readonly string[]): readonly OfferedOption[] {
  const own = Object.entries(options).map(([name, option]) => ({
    names: namesOf(name, option),
    says: option.says,
    value: option.type === 'boolean' ? undefined : offerOf(option, schemes),
  }));
  return [...own, { names: ['--help', '-h'], says: 'all options, with examples', value: undefined }];
}

function namesOf(name: string, { short }: OptionSpec): readonly string[] {
  return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
}

function offerOf(
  { choices, completes }: { readonly choices?: readonly string[]; readonly completes?: Completes },
  schemes: readonly string[],
): Offer {
  if (choices) return { words: choices };
  if (completes === 'scheme') return { words: schemes };
  return completes ?? 'text';
}
