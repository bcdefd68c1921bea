/** Does a request verify? Byte-exact HMAC, fed piece by piece, at the lowest price: under load the receiver must not be what is measured. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { RECEIVER_SECRET, SOURCE_HEADER, SOURCE_SECRET } from '../secrets.js';

const receiverKey = createSecretKey(Buffer.from(RECEIVER_SECRET.slice('whsec_'.length), 'base64'));
const sourceKey = createSecretKey(Buffer.from(SOURCE_SECRET));

/** `signed`: by the gateway, for the receiver. `source`: handed through with the source's own signature. */
export type Checked = 'signed' | 'source' | 'wrong';

/** @param head request line and headers as text */
export function check(head: string, body: readonly Buffer[]): Checked {
  const signature = valueOf(head, 'svix-signature');
  if (signature === undefined) return holdsForSource(head, body) ? 'source' : 'wrong';
  const hmac = createHmac('sha256', receiverKey);
  hmac.update(`${valueOf(head, 'svix-id') ?? ''}.${valueOf(head, 'svix-timestamp') ?? ''}.`);
  for (const piece of body) hmac.update(piece);
  return equal(`v1,${hmac.digest('base64')}`, signature) ? 'signed' : 'wrong';
}

function holdsForSource(head: string, body: readonly Buffer[]): boolean {
  const hmac = createHmac('sha256', sourceKey);
  for (const piece of body) hmac.update(piece);
  return equal(`sha256=${hmac.digest('hex')}`, valueOf(head, SOURCE_HEADER) ?? '');
}

function equal(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}

function valueOf(head: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)?.[1];
}
