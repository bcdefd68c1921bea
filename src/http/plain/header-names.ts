/**
 * Names of headers, each made a text once: sources spell theirs alike in every delivery, and of some repeat the value
 * too. What is not at hand is made anew, so strangers who send many can make this slower and nothing else.
 */

/** What a name means to whoever cuts requests out of a connection. */
export type Meaning = 'host' | 'length' | 'connection' | 'foreign' | 'other';

/** What source and connection have in common over many deliveries, and what is no secret. */
const REPEATED: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'connection', 'content-type', 'user-agent', 'accept', 'accept-encoding'],
  ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'x-real-ip', 'via'],
]);
const LONGEST_VALUE = 128;

export class Name {
  /** As it came. */
  readonly text: string;
  readonly meaning: Meaning;
  readonly #repeats: boolean;
  /** The one that came last. */
  #value = '';

  constructor(text: string) {
    const lower = text.toLowerCase();
    this.text = text;
    this.meaning = Object.hasOwn(MEANINGS, lower) ? (MEANINGS[lower] ?? 'other') : 'other';
    this.#repeats = REPEATED.has(lower);
  }

  valueAt(bytes: Buffer, start: number, end: number): string {
    if (this.#repeats && isAt(this.#value, bytes, start, end)) return this.#value;
    const value = bytes.toString('latin1', start, end);
    if (this.#repeats && value.length <= LONGEST_VALUE) this.#value = value;
    return value;
  }
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
  const name = new Name(bytes.toString('latin1', start, end));
  if (name.text.length <= LONGEST) known[slot] = name;
  return name;
}

function isAt(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) if (text.charCodeAt(at - start) !== bytes[at]) return false;
  return true;
}
