/** Whether two schemes may stand in one route: they differ in the names of their headers, and in nothing that is signed. */
import { isDeepStrictEqual } from 'node:util';
import { skeletonOf } from '../engine/families.js';
import type { Scheme } from '../spec.js';

/** @returns why the second cannot stand beside the first; undefined if it can */
export function whyUnlike(first: Scheme, other: Scheme): string | undefined {
  if (!first.signature || !other.signature) return 'one of them signs nothing';
  if (first.signature.headers ?? other.signature.headers)
    return 'one of them has its signature in several headers';
  const [one, two] = [skeletonOf(first), skeletonOf(other)];
  const part = Object.keys(one.parts).find((name) => !isDeepStrictEqual(one.parts[name], two.parts[name]));
  if (part !== undefined) return `they differ in ${part}`;
  if (one.headers.join() === two.headers.join()) return 'they read the same headers';
  const isMixed = one.headers.some((name, i) => two.headers.some((same, at) => same === name && at !== i));
  return isMixed ? 'the same header means one thing here and another there' : undefined;
}
