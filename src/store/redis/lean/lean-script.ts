/** A script as the lean connection asks for it: what never changes of the command is written once. */
import { createHash } from 'node:crypto';
import type { Script } from '../script.js';

export class LeanScript {
  /** The command up to the key, for a server that knows the script. */
  readonly head: string;
  /** The same for one that does not. */
  readonly whole: string;

  /** @param args how many follow, the key among them */
  constructor({ lua }: Script, args: number) {
    const sha = createHash('sha1').update(lua).digest('hex');
    const members = `*${args + 3}\r\n`;
    this.head = `${members}${bulk('EVALSHA')}${bulk(sha)}${bulk('1')}`;
    this.whole = `${members}${bulk('EVAL')}${bulk(lua)}${bulk('1')}`;
  }
}

/** A text as Redis reads it (RESP). */
export function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}
