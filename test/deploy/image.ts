/** What the image is called, and what its Dockerfile says of it. */
import { read } from '../docs/markdown.js';

const dockerfile = read('Dockerfile').replace(/\\\n\s*/g, '');

function instruction(name: string): string {
  const found = Array.from(
    dockerfile.matchAll(new RegExp(`^${name} (.*)$`, 'gm')),
    (match) => match[1] ?? '',
  );
  if (found.length !== 1) throw new Error(`the Dockerfile has ${found.length} of ${name}`);
  return found[0] ?? '';
}

const { name, version } = JSON.parse(read('package.json')) as Record<'name' | 'version', string>;
export const NAME = name;
export const VERSION = version;

/** Public port, admin port. */
export const EXPOSED: readonly number[] = instruction('EXPOSE').split(' ').map(Number);

/** `interval` and so on, and the command. */
export const HEALTHCHECK = {
  options: Object.fromEntries(
    Array.from(instruction('HEALTHCHECK').matchAll(/--([\w-]+)=(\S+)/g), ([, key = '', value = '']) => [
      key.replace('-', '_'),
      value,
    ]),
  ),
  command: JSON.parse(/ CMD (\[.*\])$/.exec(instruction('HEALTHCHECK'))?.[1] ?? '[]') as readonly string[],
};
