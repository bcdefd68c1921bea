/** The public half of a case's key pair, in the form an SDK takes. */
import { createPublicKey } from 'node:crypto';

export function publicPem(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
}

/** An Ed25519 key's 32 bytes. */
export function rawPublic(privateKey: string): Buffer {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32);
}
