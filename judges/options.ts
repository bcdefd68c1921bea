/** The judges' arguments. */
import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run judges -- [PACKAGE…] [--newest]

  PACKAGE      judges by their packages (default: all, and those in other languages)
  --newest     installs the newest versions beside the lockfile's and says what is different with them
`;

export interface Options {
  readonly packages: ReadonlySet<string>;
  readonly newest: boolean;
}

export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { newest: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  return { packages: new Set(positionals), newest: values.newest };
}
