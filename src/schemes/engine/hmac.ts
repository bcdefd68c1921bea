/**
 * HMAC (RFC 2104) of a short content as two hashes in one call each. An object of node:crypto's costs more than it hashes
 * at 1 KB: to make it, to feed it and to collect it again (docs/performance.md). What is longer is fed to one all the same.
 */
import { createHmac, hash, type BinaryToTextEncoding, type KeyObject } from 'node:crypto';
import { feedContent, type Part } from './content.js';
import type { SignedInput } from './input.js';
import type { DigestAlgorithm } from '../spec.js';

/** Bytes of a hash's block: what a key is filled up to. */
const BLOCK: Readonly<Record<DigestAlgorithm, number>> = { sha1: 64, sha256: 64, sha384: 128, sha512: 128 };
const MOST_BLOCK = 128;
const MOST_DIGEST = 64;

/** Bytes of a content that are copied behind the key; beyond it the copy costs more than it saves. */
const SHORT = 8 * 1024;

const INNER = 0x36;
const OUTER = 0x5c;

/** A key as the two hashes begin with it. */
interface Pads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** Made with a key's first use; gone with the key, but for what the buffers below hold until their next use. */
const made = new WeakMap<KeyObject, Map<DigestAlgorithm, Pads>>();

/** What the inner hash is made of. Calls do not overlap: nothing here waits. */
class Gathered {
  readonly bytes = Buffer.alloc(MOST_BLOCK + SHORT);
  length = 0;
  /** There was more than there is room for. */
  #isFull = false;

  get isFull(): boolean {
    return this.#isFull;
  }

  begin(inner: Buffer): void {
    this.length = 0;
    this.#isFull = false;
    this.update(inner);
  }

  update(part: string | Buffer): void {
    const end = this.length + part.length;
    if (end > this.bytes.length) {
      this.#isFull = true;
      return;
    }
    if (typeof part === 'string') this.bytes.write(part, this.length, 'latin1');
    else this.bytes.set(part, this.length);
    this.length = end;
  }
}

const gathered = new Gathered();
const outerBytes = Buffer.alloc(MOST_BLOCK + MOST_DIGEST);

/** @returns undefined if a value that is part of the content is missing */
export function hmacText(
  key: KeyObject,
  name: DigestAlgorithm,
  parts: readonly Part[],
  input: SignedInput,
  encoding: BinaryToTextEncoding,
): string | undefined {
  if (input.body.length > SHORT) return fedHmac(key, name, parts, input, encoding);
  const { inner, outer } = padsOf(key, name);
  gathered.begin(inner);
  if (!feedContent(parts, input, gathered)) return undefined;
  if (gathered.isFull) return fedHmac(key, name, parts, input, encoding);
  const digest = hash(name, gathered.bytes.subarray(0, gathered.length), 'binary');
  outerBytes.set(outer);
  outerBytes.write(digest, outer.length, 'latin1');
  return hash(name, outerBytes.subarray(0, outer.length + digest.length), encoding);
}

function fedHmac(
  key: KeyObject,
  name: DigestAlgorithm,
  parts: readonly Part[],
  input: SignedInput,
  encoding: BinaryToTextEncoding,
): string | undefined {
  const hmac = createHmac(name, key);
  return feedContent(parts, input, hmac) ? hmac.digest(encoding) : undefined;
}

function padsOf(key: KeyObject, name: DigestAlgorithm): Pads {
  let ofKey = made.get(key);
  if (!ofKey) made.set(key, (ofKey = new Map<DigestAlgorithm, Pads>()));
  let pads = ofKey.get(name);
  if (!pads) ofKey.set(name, (pads = makePads(key, name)));
  return pads;
}

function makePads(key: KeyObject, name: DigestAlgorithm): Pads {
  const given = key.export();
  const inner = Buffer.alloc(BLOCK[name]);
  inner.set(given.length > inner.length ? hash(name, given, 'buffer') : given);
  const outer = Buffer.from(inner);
  for (let i = 0; i < inner.length; i++) {
    inner[i] = (inner[i] ?? 0) ^ INNER;
    outer[i] = (outer[i] ?? 0) ^ OUTER;
  }
  return { inner, outer };
}
