/** The variables that the image sets, from the last stage of its Dockerfile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './ours.js';

export function imageEnv(): Readonly<Record<string, string>> {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replace(/\\\n\s*/g, '');
  const stage = text.slice(text.lastIndexOf('\nFROM '));
  const pairs = Array.from(stage.matchAll(/^ENV (.+)$/gm), ([, line = '']) => line).join(' ');
  return Object.fromEntries(
    Array.from(pairs.matchAll(/(\S+?)=(?:"([^"]*)"|(\S*))/g), ([, name = '', quoted, plain = '']) => [
      name,
      quoted ?? plain,
    ]),
  );
}
