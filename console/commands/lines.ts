/** The command lines that do what the buttons do. Tests hold each against the declared commands. */

/** Of a filter; what is undefined is left out. */
export type Options = Readonly<Record<string, string | undefined>>;

/** Quoted for a POSIX shell where it has to be. */
export function quoted(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** @param words of the command, and its arguments */
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
  return ['webhook-gateway', ...words.map(quoted), ...given, ...flags.map((flag) => `--${flag}`)].join(' ');
}

export function jobStopLine(id: string): string {
  return commandLine(['jobs', 'stop', id]);
}

export function reloadLine(isDry = false): string {
  return commandLine(['reload'], {}, isDry ? ['dry-run'] : []);
}

/** A body comes by its file. */
export function translateLine(route: string, destination: string | undefined): string {
  return commandLine(['translate'], { config: 'gateway.yaml', route, destination, file: 'body.json' });
}
