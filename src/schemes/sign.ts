/**
 * Signing: the same description the verifier reads, in the other direction. Called at the moment of sending, with that
 * moment's time: a retry hours later still passes a receiver's tolerance.
 */
import { createHmac, sign as signAsymmetric } from 'node:crypto';
import { feedContent, joinContent, parseContent, type Part, type SignedValues } from './content.js';
import { fitsHeader, headerOf } from './headers.js';
import { keyServes, type Key } from './keys.js';
import { writeSignatures } from './signatures.js';
import type { Algorithm, Encoding, Scheme } from './spec.js';
import { writeTime } from './time-text.js';

export interface Signable {
  readonly id: string;
  readonly event?: string | undefined;
  readonly body: Buffer;
}

/** Appends the scheme's headers, names and values in turn. `at` is epoch milliseconds. */
export type Signer = (message: Signable, at: number, headers: string[]) => void;

interface SigningKey {
  readonly key: Key;
  readonly algorithm: Algorithm;
  readonly tag: string | undefined;
}

/**
 * @param keys the first is the current one; a scheme that carries a list signs with all of them
 * @throws TypeError where no key can sign under the scheme
 */
export function createSigner(scheme: Scheme, keys: readonly Key[]): Signer {
  const { signature, time, idHeader } = scheme;
  const writes = Object.entries(scheme.writes ?? {});
  if (!signature)
    return (message, at, headers) => {
      writeInformation(writes, message, at, headers);
    };

  const parts = parseContent(signature.content);
  const signing = signingKeys(scheme, keys);
  const timeHeader = time?.header;
  const timeFormat = time?.formats[0];

  return function sign(message, at, headers) {
    const timeText = timeFormat === undefined ? '' : writeTime(at, timeFormat);
    const values: SignedValues = { id: message.id, time: timeText, body: message.body, rawHeaders: headers };
    writeInformation(writes, message, at, headers);
    if (idHeader !== undefined) headers.push(idHeader, message.id);
    if (timeHeader !== undefined) headers.push(timeHeader, timeText);
    const made = signing.map(({ key, algorithm, tag }) => ({
      tag,
      text: digestOf(key, algorithm, parts, values, signature.encoding),
    }));
    headers.push(signature.header, writeSignatures(signature, made, timeText));
  };
}

function signingKeys(scheme: Scheme, keys: readonly Key[]): readonly SigningKey[] {
  const { entries, algorithm } = scheme.signature ?? {};
  const found: SigningKey[] = [];
  for (const key of keys) {
    if (entries) {
      const tag = Object.entries(entries.tags).find(([, candidate]) => keyServes(key, candidate, 'sign'));
      if (tag) found.push({ key, tag: tag[0], algorithm: tag[1] });
    } else if (algorithm && keyServes(key, algorithm, 'sign') && found.length === 0) {
      found.push({ key, tag: undefined, algorithm });
    }
  }
  if (found.length === 0) throw new TypeError(`${scheme.title}: none of the secrets can sign`);
  return found;
}

function digestOf(
  key: Key,
  algorithm: Algorithm,
  parts: readonly Part[],
  values: SignedValues,
  encoding: Encoding,
): string {
  if (key.kind === 'hmac') {
    const hmac = createHmac(algorithm.slice('hmac-'.length), key.secret);
    if (!feedContent(parts, values, hmac)) throw new TypeError('a header the scheme signs is not set');
    return hmac.digest(encoding);
  }
  const content = joinContent(parts, values);
  if (!content || !key.privateKey) throw new TypeError('the key cannot sign this message');
  return signAsymmetric(null, content, key.privateKey).toString(encoding);
}

/** What the source sent itself (carried) stands; a header whose value is not known is left out, not sent empty. */
function writeInformation(
  writes: readonly (readonly [string, string])[],
  message: Signable,
  at: number,
  headers: string[],
): void {
  for (const [name, template] of writes) {
    if (headerOf(headers, name.toLowerCase()) !== undefined) continue;
    const value = fill(template, message, at);
    if (value !== undefined && fitsHeader(value)) headers.push(name, value);
  }
}

/** @returns undefined where the template names something this message does not have. */
function fill(template: string, message: Signable, at: number): string | undefined {
  let text = '';
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    const value = piece.startsWith('{') ? valueOf(piece, message, at) : piece;
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}

function valueOf(placeholder: string, message: Signable, at: number): string | undefined {
  switch (placeholder) {
    case '{event}':
      return message.event;
    case '{id}':
      return message.id;
    case '{time:iso}':
      return writeTime(at, 'iso');
    case '{time:s}':
      return writeTime(at, 's');
    case '{time:ms}':
      return writeTime(at, 'ms');
    default:
      return undefined;
  }
}
