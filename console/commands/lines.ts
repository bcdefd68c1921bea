/** The command lines that do what the buttons do. Tests hold each against the declared commands. */

/** Of a filter; what is undefined is left out. */
export type Options = Readonly<Record<string, string | undefined>>;

/** Characters on which a terminal acts when a line is pasted, or that show it in another order. Line ends are safe in quotes. */
export const UNSAFE = /(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Quoted for a POSIX shell where it has to be. */
export function quoted(text: string): string {
  if (UNSAFE.test(text)) return `"$(printf '${octal(text)}')"`;
  return /^(?:-|[\w./:@%+,=][\w./:@%+,=-]*)$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function octal(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(
    '',
  );
}

/** @param words of the command, and its arguments; those that begin with a dash go last, where none is an option */
export function commandLine(
  words: readonly string[],
  options: Options = {},
  flags: readonly string[] = [],
): string {
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined || value === ''
      ? []
      : [`--${name}=${quoted(value)}`.replace('=', value.startsWith('-') ? '=' : ' ')],
  );
  const plain = words.filter((word) => !word.startsWith('-'));
  const dashed = words.filter((word) => word.startsWith('-'));
  return [
    ...['webhook-gateway', ...plain.map(quoted), ...given, ...flags.map((flag) => `--${flag}`)],
    ...(dashed.length > 0 ? ['--', ...dashed.map(quoted)] : []),
  ].join(' ');
}

export function jobStopLine(id: string): string {
  return commandLine(['jobs', 'stop', id]);
}

export function reloadLine(isDry = false): string {
  return commandLine(['reload'], {}, isDry ? ['dry-run'] : []);
}

/**
 * A body comes by its file.
 *
 * @param from where the running configuration came from: `file PATH`, `env NAME` or `variables`; undefined while it is not known
 */
export function translateLine(
  from: string | undefined,
  route: string,
  destination: string | undefined,
): string {
  const [, config] = /^file (.+)$/s.exec(from ?? '') ?? [];
  return commandLine(['translate'], { config, route, destination, file: 'body.json' });
}
