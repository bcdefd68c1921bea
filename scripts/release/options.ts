/** The arguments of a release. */
import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run release -- [--dry-run | --from-tag] [--version X.Y.Z]

  --dry-run        makes everything in release/ and leaves commits and tags alone
  --from-tag       makes everything in release/ from the commit that is tagged with the version
  --version X.Y.Z  the version (default: that of package.json, if it has no tag yet)

Without --dry-run and --from-tag it also commits the version and tags it. It never pushes: it says what to push.
`;

/** `cut`: the version is committed and tagged here. */
export type Mode = 'cut' | 'dry run' | 'from tag';

export interface Options {
  readonly mode: Mode;
  readonly version: string | undefined;
}

/** @throws Error that says what is wrong with the arguments */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'dry-run': { type: 'boolean', default: false },
      'from-tag': { type: 'boolean', default: false },
      version: { type: 'string' },
    },
  });
  const [dry, fromTag] = [values['dry-run'], values['from-tag']];
  if (dry && fromTag) throw new Error('--dry-run and --from-tag exclude each other');
  if (fromTag && values.version !== undefined) throw new Error('--from-tag takes the version from the tag');
  return { mode: dry ? 'dry run' : fromTag ? 'from tag' : 'cut', version: values.version };
}
