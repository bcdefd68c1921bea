/** Digests of the body that are signed in its place (`{sha256:hex:body}`). */
import { hash } from 'node:crypto';
import type { DigestAlgorithm, Encoding } from '../spec.js';
import type { SignedInput } from './input.js';

type DigestEncoding = Exclude<Encoding, 'text'>;

const PLACEHOLDER = /^(hex|HEX|base64|base64url):body$/;

/** What `{sha256:hex:body}` stands for; undefined if it is written otherwise. */
export function bodyDigestReader(
  algorithm: DigestAlgorithm | 'md5',
  argument: string,
): ((input: SignedInput) => string) | undefined {
  const encoding = PLACEHOLDER.exec(argument)?.[1] as DigestEncoding | undefined;
  return encoding && (({ body }) => digestOf(algorithm, body, encoding));
}

/** In `HEX` upper case. */
export function digestOf(algorithm: DigestAlgorithm | 'md5', body: Buffer, encoding: DigestEncoding): string {
  if (encoding === 'HEX') return hash(algorithm, body, 'hex').toUpperCase();
  return hash(algorithm, body, encoding);
}
