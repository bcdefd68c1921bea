/**
 * Names of headers, each made a text once: sources spell theirs alike in every delivery. A name that is not at hand is
 * made anew, so strangers who send many can make this slower and nothing else.
 */

/** What a name means to whoever cuts requests out of a connection. */
export type Meaning = 'host' | 'length' | 'connection' | 'foreign' | 'other';

export interface Name {
  /** As it came. */
  readonly text: string;
  readonly meaning: Meaning;
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  host: 'host',
  'content-length': 'length',
  connection: 'connection',
  // What they ask is for Node's server to hear. It reads the third as it reads `Connection`.
  'transfer-encoding': 'foreign',
  expect: 'foreign',
  'proxy-connection': 'foreign',
  upgrade: 'foreign',
};

/** A power of two. */
const SLOTS = 1_024;
const LONGEST = 64;

const known: (Name | undefined)[] = new Array<Name | undefined>(SLOTS).fill(undefined);

/** @param hash of the bytes from `start` to `end`; names that share a slot take turns in it */
export function nameAt(bytes: Buffer, start: number, end: number, hash: number): Name {
  const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
  const there = known[slot];
  if (there !== undefined && isAt(there.text, bytes, start, end)) return there;
  const text = bytes.toString('latin1', start, end);
  const lower = text.toLowerCase();
  const name = { text, meaning: Object.hasOwn(MEANINGS, lower) ? (MEANINGS[lower] ?? 'other') : 'other' };
  if (text.length <= LONGEST) known[slot] = name;
  return name;
}

function isAt(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) if (text.charCodeAt(at - start) !== bytes[at]) return false;
  return true;
}
