/** The variables that the image sets, from its Dockerfile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './ours.js';

/** @throws Error where the last stage sets none */
export function imageEnv(): Readonly<Record<string, string>> {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replace(/\\\n\s*/g, '');
  const last = [...text.matchAll(/^ENV (.+)$/gm)].at(-1)?.[1];
  if (last === undefined) throw new Error('the Dockerfile sets no variables');
  return Object.fromEntries(
    Array.from(last.matchAll(/(\S+?)=(?:"([^"]*)"|(\S*))/g), ([, name = '', quoted, plain = '']) => [
      name,
      quoted ?? plain,
    ]),
  );
}
