/**
 * What a command is, written once: its options, its arguments, its examples. From this come the parsing, `--help`,
 * docs/commands.md and the completion of shells.
 */

/** One option. A boolean one is false if it is left out. */
export type OptionSpec = StringOption | BooleanOption;

interface AnyOption {
  readonly short?: string;
  /** In a sentence's middle, so without a capital and a full stop. */
  readonly says: string;
}

export interface BooleanOption extends AnyOption {
  readonly type: 'boolean';
}

export interface StringOption extends AnyOption {
  readonly type: 'string';
  /** What stands for the value in the help, such as `FILE`. */
  readonly value: string;
  readonly default?: string;
  /** What holds if nothing says, where that is no text that could be typed in its place. */
  readonly otherwise?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** Variables that fill it where it is left out; the command reads them. */
  readonly env?: readonly string[];
  /** Given, it is as if this variable had its value: the command reads that alone. */
  readonly stands?: string;
  /** What a shell offers as its value; nothing where it is left out and there are no choices. */
  readonly completes?: Completes;
}

export type Completes = 'file' | 'scheme';

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Words that stand for themselves. Only the last may come several times. */
export interface Positional {
  /** In capitals, as the help shows it. */
  readonly name: string;
  readonly says: string;
  /** What a call without it is told. An argument that has no such text may be left out. */
  readonly missing?: string;
  readonly many?: boolean;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

export interface Example {
  /** What is typed behind `webhook-gateway`. A test runs it. */
  readonly line: string;
  readonly says: string;
}

export interface Declaration<Options extends OptionSpecs = OptionSpecs> {
  /** One word, or two for a sub-command. */
  readonly name: string;
  /** Other names; each as long as the name. */
  readonly aliases?: readonly string[];
  /** One line of the list of commands, without a capital and a full stop. */
  readonly summary: string;
  /** What else there is to know, in whole sentences. */
  readonly more?: string;
  /** The forms of a call, behind the name, without the options that may be left out. */
  readonly forms: readonly string[];
  readonly positionals?: readonly Positional[];
  readonly options: Options;
  readonly examples: readonly [Example, ...Example[]];
}

/** What a command is called with. */
export interface Args<Options extends OptionSpecs = OptionSpecs> {
  readonly values: { readonly [Name in keyof Options]: ValueOf<Options[Name]> };
  readonly positionals: readonly string[];
}

type ValueOf<Option extends OptionSpec> = Option extends { readonly type: 'boolean' }
  ? boolean
  : Option extends { readonly default: string }
    ? string
    : string | undefined;

/** `Args` of a declaration: the parameter of the function behind it. */
export type ArgsOf<One extends Declaration> = Args<One['options']>;

/** Keeps the options' own types, which a plain annotation would lose. */
export function declared<const Options extends OptionSpecs>(
  declaration: Declaration<Options>,
): Declaration<Options> {
  return declaration;
}

export function optionsOf<const Options extends OptionSpecs>(options: Options): Options {
  return options;
}
