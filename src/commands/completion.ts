/** `completion`: a script for a shell. It holds every word, so that a shell starts nothing to complete one. */
import { schemes } from '../schemes/catalogue/index.js';
import type { COMPLETION } from './declared/running.js';
import type { ArgsOf, Declaration } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { bashScript } from './shells/bash.js';
import { fishScript } from './shells/fish.js';
import { offered, type Offered } from './shells/offered.js';
import { zshScript } from './shells/zsh.js';

const SCRIPTS: Readonly<Record<string, (all: Offered) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export function completion(
  { positionals: [shell = ''] }: ArgsOf<typeof COMPLETION>,
  io: Io,
  declarations: readonly Declaration[],
): Promise<ExitCode> {
  io.out(SCRIPTS[shell]?.(offered(declarations, Object.keys(schemes))) ?? '');
  return Promise.resolve(0);
}
