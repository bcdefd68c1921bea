/** How this program is called again, in a shell that may stand elsewhere. */
import { realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PROGRAM } from '../frame/help.js';
import { asTyped } from './quote.js';

/**
 * By its name if that leads to it, else by its file.
 * @param script the file that this process was started from
 * @param path the variable PATH
 */
export function calledAgain(script: string, path: string | undefined): string {
  const real = realOf(script) ?? script;
  const found = (path ?? '')
    .split(delimiter)
    // npm puts these there for what it runs alone.
    .filter((folder) => folder !== '' && !/[\\/]node_modules[\\/]\.bin$/.test(folder))
    .map((folder) => realOf(join(folder, PROGRAM)))
    .find((file) => file !== undefined);
  return found === real ? PROGRAM : `node ${asTyped(real)}`;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
