/** `keygen`: makes a fresh secret or key pair and writes it as a scheme wants it. */
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { isBasic } from '../config/secrets/secret-text.js';
import { algorithmsOf } from '../schemes/rules/signature-rules.js';
import { schemes } from '../schemes/catalogue/index.js';
import type { Algorithm, Scheme, Signature } from '../schemes/spec.js';
import type { KEYGEN } from './declared/signing-commands.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { UsageError } from './io.js';

export async function keygen({ values }: ArgsOf<typeof KEYGEN>, io: Io): Promise<ExitCode> {
  const name = values.scheme;
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (!scheme) throw new UsageError(`no built-in scheme "${name}"; \`webhook-gateway schemes\` lists them`);
  const fresh = freshKey(scheme, values.asymmetric);
  if (values.output === 'json') io.out(`${JSON.stringify({ scheme: name, ...fresh }, undefined, 2)}\n`);
  else io.out('secret' in fresh ? `${fresh.secret}\n` : lines(fresh));
  return Promise.resolve(0);
}

export interface FreshPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/**
 * @param asymmetric a key pair where the scheme takes secrets too
 * @throws UsageError if the scheme has no such key
 */
export function freshKey(scheme: Scheme, asymmetric: boolean): { readonly secret: string } | FreshPair {
  const { signature } = scheme;
  if (!signature) throw new UsageError(`${scheme.title}: nothing is signed, so there is no secret`);
  if (scheme.keys) {
    throw new UsageError(
      `${scheme.title}: its keys are its provider's and come from elsewhere, so there is none to make`,
    );
  }
  const algorithms = algorithmsOf(signature);
  if (scheme.key === 'public-key') return pemPair(algorithms[0]);
  if (!asymmetric) return { secret: keyName(signature) + freshSecret(scheme) };
  if (scheme.key !== 'standard' || !algorithms.includes('ed25519')) {
    throw new UsageError(`${scheme.title} knows no key pairs; leave out --asymmetric`);
  }
  return standardPair();
}

/** Where the header names the key, who signs must know the name; a provider gives another one. */
function keyName({ keyName: border }: Signature): string {
  return border === undefined ? '' : 'key:';
}

/** As many as the hash of an HMAC has: more add nothing. */
const BYTES = 32;

function freshSecret(scheme: Scheme): string {
  switch (scheme.key ?? 'utf8') {
    case 'standard':
      return `whsec_${randomBytes(BYTES).toString('base64')}`;
    case 'base64':
      return randomBytes(BYTES).toString('base64');
    case 'hex':
      return randomBytes(BYTES).toString('hex');
    default: {
      const bytes = Math.max(BYTES, Math.ceil((scheme.minSecretLength ?? 0) / 2));
      const text = randomBytes(bytes).toString('hex');
      return isBasic(scheme) ? `webhook:${text}` : text;
    }
  }
}

function pemPair(algorithm: Algorithm | undefined): FreshPair {
  const { privateKey, publicKey } = generatePair(algorithm);
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function generatePair(algorithm: Algorithm | undefined): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'ed25519') return generateKeyPairSync('ed25519');
  if (algorithm === 'ecdsa-sha256') return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return generateKeyPairSync('rsa', { modulusLength: 3072 });
}

/**
 * `whsk_` + base64 of seed and public key, `whpk_` + base64 of the public key: the last 32 bytes of their DER forms.
 */
function standardPair(): FreshPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    privateKey: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    publicKey: `whpk_${point.toString('base64')}`,
  };
}

function lines({ privateKey, publicKey }: FreshPair): string {
  return (
    labelled('private key, to sign with', privateKey) + labelled('public key, to verify with', publicKey)
  );
}

/** PEM begins on a line of its own, so that it can be cut out as it is. */
function labelled(label: string, key: string): string {
  return key.includes('\n') ? `${label}:\n${key}` : `${label}: ${key}\n`;
}
