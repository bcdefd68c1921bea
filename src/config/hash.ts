/**
 * One number for a whole configuration in force, equal on replicas that run the same one, secrets included. It is
 * published where anybody may read it, so it must not tell a secret to whoever guesses. Two thirds of it are made of
 * what people may see. The rest is made of all hidden values together, so one cannot be tried without the others; it is
 * slow to make; and it is so short that one wrong guess in 65,536 fits as well as the right one.
 */
import { createHash, scrypt } from 'node:crypto';
import type { GatewayConfig } from './config.js';
import { Hidden, shownOf, treeOf } from './redact.js';

/** Twelve hex digits. */
export type ConfigHash = string;

const OPEN_BYTES = 4;
const HIDDEN_BYTES = 2;
/** 16 MB and some 40 ms of a thread of its own. */
const COST = { N: 2 ** 14, r: 8, p: 1 };
const SALT = 'webhook-gateway configuration';

/** Deliveries do not wait for it: it is made on another thread. */
export async function configHash(config: GatewayConfig): Promise<ConfigHash> {
  const tree = treeOf(config);
  const open = createHash('sha256')
    .update(sortedText(shownOf(tree)))
    .digest()
    .subarray(0, OPEN_BYTES);
  const hidden = await slowly(JSON.stringify([...hiddenIn(tree, [])].sort()));
  return Buffer.concat([open, hidden]).toString('hex');
}

/** The same as a number that a double holds exactly. */
export function hashNumber(hash: ConfigHash): number {
  return Number.parseInt(hash, 16);
}

function slowly(text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(text, SALT, HIDDEN_BYTES, COST, (error, digest) => {
      if (error) reject(error);
      else resolve(digest);
    });
  });
}

/** Each hidden value and its place. Routes stand by their names, so that one more in front moves none of the others. */
function* hiddenIn(tree: unknown, place: readonly string[]): Iterable<string> {
  if (tree instanceof Hidden) yield JSON.stringify([...place, tree.reveal()]);
  else if (typeof tree === 'object' && tree !== null) {
    for (const [key, value] of Object.entries(tree as Record<string, unknown>)) {
      yield* hiddenIn(value, [...place, nameOf(value) ?? key]);
    }
  }
}

function nameOf(value: unknown): string | undefined {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** JSON in which the order of the keys says nothing. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
