/** `reload`: has the running gateway read its configuration again, and prints what that changes. */
import type { Change } from '../config/difference.js';
import { ApiClient } from './api-client.js';
import { changeLines } from './config-changes.js';
import type { RELOAD } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { jsonText } from './print.js';

interface Reloaded {
  readonly reloaded: boolean;
  readonly changes: readonly Change[];
  /** Changes that are not told. */
  readonly more: number;
}

/** A faulty configuration is a refusal of the API's, with every fault. */
export async function reload({ values }: ArgsOf<typeof RELOAD>, io: Io): Promise<ExitCode> {
  const dryRun = values['dry-run'];
  const query = dryRun ? { dryRun: 'true' } : {};
  const answer = await new ApiClient(values.url, io).post<Reloaded>(['reload'], {}, query);
  io.out(values.output === 'json' ? jsonText(answer) : inWords(answer));
  return 0;
}

function inWords({ reloaded, changes, more }: Reloaded): string {
  const count = changes.length + more;
  const what = count === 1 ? '1 change' : `${count === 0 ? 'no' : count} changes`;
  const rest = more > 0 ? `  and ${more} more\n` : '';
  return `${reloaded ? `reloaded: ${what}` : `${what}; nothing was reloaded`}\n${changeLines(changes)}${rest}`;
}
