/** Whether the texts of a configuration are expressions. */
import type { Fault } from '../checks/fault.js';
import type { WhatWasRead } from '../config/read/reader.js';
import type { ParseFault } from './messages.js';
import type { ExpressionPool } from './pool.js';

/** What was an expression before is not asked about again: most reloads change none. */
export class ExpressionCheck {
  readonly #parse: ExpressionPool['parse'];
  #sound = new Set<string>();

  constructor(parse: ExpressionPool['parse']) {
    this.#parse = parse;
  }

  async faults({ expressions }: WhatWasRead): Promise<readonly Fault[]> {
    const sound = new Set<string>();
    const faults: Fault[] = [];
    for (const { text, key } of expressions) {
      const problem = this.#sound.has(text) || sound.has(text) ? undefined : await this.#parse(text);
      if (problem) faults.push({ path: key, message: told(problem, text) });
      else sound.add(text);
    }
    this.#sound = sound;
    return faults;
  }
}

function told(problem: ParseFault | { readonly says: string }, text: string): string {
  return 'says' in problem
    ? `the expression cannot be checked: ${problem.says}`
    : `line ${placeIn(text, problem.position)}: ${problem.message}`;
}

/** Where a token ends that so many characters lead up to. */
function placeIn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `${lines.length}, column ${Math.max(1, lines.at(-1)?.length ?? 0)}`;
}
