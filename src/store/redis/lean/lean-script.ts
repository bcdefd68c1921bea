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
    const members = `*${args + 3}`;
    this.head = members + ['EVALSHA', sha, '1'].map(written).join('');
    this.whole = members + ['EVAL', lua, '1'].map(written).join('');
  }
}

/** What ends a command. */
export const END = '\r\n';

/** The end of what was before, and how many bytes follow: ready for as many as an argument has. */
const AHEAD = Array.from({ length: 256 }, (_, bytes) => ahead(bytes));

function ahead(bytes: number): string {
  return `\r\n$${bytes}\r\n`;
}

/** A text as Redis reads it (RESP), up to its end, which the next one begins with. */
export function written(text: string): string {
  const bytes = Buffer.byteLength(text);
  return (AHEAD[bytes] ?? ahead(bytes)) + text;
}
