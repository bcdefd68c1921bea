/**
 * Does any key fit any of the signatures presented? All of a key's digests are made once, and compared in constant
 * time.
 */
import { joinContent, type Part } from './content.js';
import { digestText, pairHolds, sameText } from './digest.js';
import type { SignedInput } from './input.js';
import { keyServes, type Key } from './keys.js';
import { canonical, type Presented } from './signatures.js';
import type { Algorithm, Encoding } from '../spec.js';

/** @returns the index of the first key that fits, or -1. */
export function matchingKey(
  keys: readonly Key[],
  presented: readonly Presented[],
  parts: readonly Part[],
  input: SignedInput,
  encoding: Encoding,
): number {
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index];
    if (key && fits(key, presented, parts, input, encoding)) return index;
  }
  return -1;
}

function fits(
  key: Key,
  presented: readonly Presented[],
  parts: readonly Part[],
  input: SignedInput,
  encoding: Encoding,
): boolean {
  let digestOf: Algorithm | undefined;
  let digest: string | undefined;
  const content = key.kind === 'pair' ? joinContent(parts, input) : undefined;
  let matched = false;
  for (const { algorithm, text, keyName } of presented) {
    if (!keyServes(key, algorithm, 'verify') || !isOfName(key, keyName)) continue;
    const given = canonical(encoding, text);
    if (given === undefined) continue;
    if (key.kind === 'pair') {
      if (content && pairHolds(key, algorithm, content, given, encoding)) matched = true;
      continue;
    }
    if (digestOf !== algorithm) {
      digestOf = algorithm;
      digest = digestText(key, algorithm, parts, input, encoding);
    }
    if (digest !== undefined && digest !== '' && sameText(digest, given)) matched = true;
  }
  return matched;
}

/** A key without a name may have made any signature; a name proves nothing, so it decides nothing else. */
function isOfName(key: Key, keyName: string | undefined): boolean {
  return key.kind === 'pair' || key.name === undefined || key.name === keyName;
}
