/** Secrets in the form each built-in scheme wants, long enough for every rule. */
import { generateKeyPairSync } from 'node:crypto';
import { schemes } from '../../src/schemes/catalogue/index.js';
import type { Scheme } from '../../src/schemes/spec.js';

/** A secret of a built-in scheme; another seed makes another secret, the same one the same. */
export function secretFor(schemeName: string, seed = 'a'): string {
  return secretOf(schemes[schemeName] ?? {}, seed);
}

export function secretOf(
  { key, keys, keyPrefix, signature }: Pick<Scheme, 'key' | 'keys' | 'keyPrefix' | 'signature'>,
  seed: string,
): string {
  const text = seed.repeat(32);
  if (keys) return privateKey(algorithmOf(signature ?? {}), seed);
  if (keyPrefix !== undefined) return keyPrefix.replace('*', 'test') + text;
  if (signature?.keyName !== undefined) return `app:${secretOf({ ...(key && { key }) }, seed)}`;
  switch (key ?? 'utf8') {
    case 'utf8':
      return text;
    case 'nfkd':
      // Another text in NFKD than as it stands here.
      return `${text}Zoë ﬁ`;
    case 'hex':
      return Buffer.from(text).toString('hex');
    case 'base64':
      return Buffer.from(text).toString('base64');
    case 'standard':
      return `whsec_${Buffer.from(text).toString('base64')}`;
    case 'public-key':
      return privateKey(signature?.jws?.algorithms[0] ?? signature?.algorithm ?? 'ed25519', seed);
  }
}

/** The first that a scheme with keys from elsewhere takes. */
function algorithmOf({
  jwt,
  jws,
  versions,
  algorithm = 'ed25519',
}: NonNullable<Scheme['signature']>): string {
  const named = jwt?.algorithms?.[0] ?? jws?.algorithms[0];
  return named ?? Object.values(versions?.algorithms ?? {})[0] ?? algorithm;
}

const KINDS: Readonly<Record<string, string>> = { RS256: 'rsa', ES256: 'ecdsa', ES512: 'P-521' };

const made = new Map<string, string>();

/** PEM; made once, RSA takes its time. */
export function privateKey(algorithm: string, seed: string): string {
  const kind = KINDS[algorithm] ?? algorithm.split('-')[0] ?? '';
  const found = made.get(`${kind} ${seed}`);
  if (found !== undefined) return found;
  const { privateKey: key } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : kind === 'ecdsa' || kind === 'P-521'
        ? generateKeyPairSync('ec', { namedCurve: kind === 'ecdsa' ? 'P-256' : kind })
        : generateKeyPairSync('ed25519');
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  made.set(`${kind} ${seed}`, pem);
  return pem;
}
