/** Other JavaScript runtimes than the one that runs the tests, out of npm packages that hold nothing but a program. */
import { arch, platform } from 'node:process';
import { fromNpm } from '../helpers/cached.js';

const LIBC = platform === 'linux' ? '-glibc' : '';

/** A version of each line of Node that is supported beside the oldest, on which the tests run. */
const NODES: Readonly<Record<string, string>> = { '22': '22.23.3', '24': '24.21.0', '26': '26.12.1' };

export const LINES: readonly string[] = Object.keys(NODES);

export function nodeOf(line: string): string {
  return fromNpm(`node-${platform}-${arch}`, NODES[line] ?? '', 'bin/node');
}

export function bun(): string {
  const processor = arch === 'arm64' ? 'aarch64' : arch;
  return fromNpm(`@oven/bun-${platform}-${processor}`, '1.4.5', 'bin/bun');
}

export function deno(): string {
  return fromNpm(`@deno/${platform}-${arch}${LIBC}`, '2.9.6', 'deno');
}
