/** A command as the lean connection asks it: what never changes of it is written once. */
import { createHash } from 'node:crypto';
import type { Script } from '../script.js';

export interface LeanCommand {
  /** Its words before the keys. */
  readonly words: number;
  /** These, for a server that knows the script. */
  readonly head: string;
  /** The same for one that does not. */
  readonly whole: string;
}

/** What follows: the keys of the script, then its arguments. A number is sent as its digits, bytes as they are. */
export type Arg = string | number | Buffer;

export function leanScript({ lua, numberOfKeys }: Script): LeanCommand {
  const sha = createHash('sha1').update(lua).digest('hex');
  const keys = String(numberOfKeys);
  return {
    words: 3,
    head: ['EVALSHA', sha, keys].map(written).join(''),
    whole: ['EVAL', lua, keys].map(written).join(''),
  };
}

/** One of Redis's own. */
export function ownCommand(name: string): LeanCommand {
  return { words: 1, head: written(name), whole: written(name) };
}

/** What ends a command. */
export const END = '\r\n';

/** The end of what was before, and how many bytes follow: ready for as many as an argument has. */
const AHEAD = Array.from({ length: 256 }, (_, bytes) => ahead(bytes));

function ahead(bytes: number): string {
  return `\r\n$${bytes}\r\n`;
}

/** What stands before an argument of so many bytes. */
export function writtenAhead(bytes: number): string {
  return AHEAD[bytes] ?? ahead(bytes);
}

/** A text as Redis reads it (RESP), up to its end, which the next one begins with. */
export function written(text: string): string {
  return writtenAhead(Buffer.byteLength(text)) + text;
}
