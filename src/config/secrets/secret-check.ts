/**
 * Whether a secret can serve a scheme, and is worth its name. Each message says how the scheme's secrets are written;
 * none repeats one.
 */
import {
  SecretFault,
  keyLength,
  keyServes,
  readKey,
  type Key,
  type PairKey,
} from '../../schemes/engine/keys.js';
import type { Algorithm, KeyForm, Scheme } from '../../schemes/spec.js';
import type { Report } from '../../checks/report.js';
import { likelyForm, isHalfOfPair } from './secret-form.js';
import { algorithmsOf } from '../../schemes/rules/signature-rules.js';
import { textStrength } from './secret-text.js';

const FORMS: Readonly<Record<KeyForm, string>> = {
  utf8: 'text, used as it is',
  nfkd: 'text, used in its NFKD form',
  hex: 'hexadecimal',
  base64: 'base64',
  standard: 'whsec_ and base64 (key pairs: whsk_… and whpk_…)',
  'public-key': 'a key in PEM, or in base64 or hex (SPKI or PKCS #8; of Ed25519 also the 32 bytes)',
};

/**
 * @param use `verify` for a source, `sign` for a destination
 * @returns whether it can serve; faults and warnings go to the report.
 */
export function checkSecret(
  scheme: Scheme,
  secret: string,
  use: 'verify' | 'sign',
  path: string,
  report: Report,
): boolean {
  const before = report.faults.length;
  const form = scheme.key ?? 'utf8';
  if (form !== 'standard' && form !== 'public-key' && isHalfOfPair(secret)) {
    report.fault(
      path,
      `this is the key of a key pair, and no secret: whoever has the public half could sign with it; under this scheme a secret is ${FORMS[form]}`,
    );
    return false;
  }
  try {
    const key = readKey(scheme, secret);
    fit(scheme, key, use, path, report);
    if (form === 'utf8' || form === 'nfkd') textStrength(scheme, secret, path, report);
    else bytesStrength(form, secret, key, path, report);
  } catch (error) {
    // Node's own messages may describe the bytes they were given.
    const message = error instanceof SecretFault ? error.message : 'the secret cannot be made into a key';
    report.fault(path, `${message}; under this scheme a secret is ${FORMS[form]}${likelyForm(secret, form)}`);
  }
  return report.faults.length === before;
}

function fit(scheme: Scheme, key: Key, use: 'verify' | 'sign', path: string, report: Report): void {
  const { signature } = scheme;
  const algorithms: readonly Algorithm[] = signature?.jwt
    ? ['hmac-sha256']
    : signature
      ? algorithmsOf(signature)
      : [];
  if (!algorithms.some((algorithm) => keyServes(key, algorithm, 'verify'))) {
    const found = key.kind === 'pair' ? `a key of type ${typeOf(key)}` : 'a shared secret';
    report.fault(
      path,
      `this kind of key fits none of the signatures that the scheme knows: it is ${found}, they are ${algorithms.join(', ')}`,
    );
    return;
  }
  if (key.kind !== 'pair') return;
  const standard = scheme.key === 'standard';
  if (use === 'sign' && key.privateKey === undefined) {
    report.fault(
      path,
      standard
        ? 'whpk_… is a public key and cannot sign; a destination needs whsk_… or whsec_…'
        : 'this is a public key and cannot sign; a destination needs the private one (PEM or base64 of PKCS #8)',
    );
  } else if (use === 'verify' && key.privateKey !== undefined) {
    report.warn(
      path,
      `this is a private key; a source verifies with the public one${standard ? ' (whpk_…)' : ''}, and no more should lie here`,
    );
  }
  const bits = key.publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < 2048)
    report.warn(path, `the key has only ${bits} bits; 2048 are the least`);
}

function typeOf({ publicKey }: PairKey): string {
  return publicKey.asymmetricKeyType ?? 'unknown';
}

const STANDARD_BYTES = { min: 24, max: 64 };
const FEW_BYTES = 16;

function bytesStrength(form: KeyForm, secret: string, key: Key, path: string, report: Report): void {
  const bytes = keyLength(key);
  if (bytes === undefined) return;
  const digits = secret.trim();
  if (form !== 'hex' && /^(?:[0-9a-f]{2}){16,}$/i.test(digits)) {
    report.warn(
      path,
      `ambiguous-hex: ${digits.length} hex digits are also valid base64 and are read as such; encode the ${digits.length / 2} bytes as base64 if they were meant`,
    );
  }
  if (form === 'standard' && (bytes < STANDARD_BYTES.min || bytes > STANDARD_BYTES.max)) {
    report.fault(path, `the key has ${bytes} bytes; Standard Webhooks wants 24 to 64 (whsec_ + base64)`);
  } else if (form === 'standard' && isUnpadded(secret)) {
    report.warn(
      path,
      'the base64 of this secret lacks its = at the end: read here, but refused by libraries for Go, Rust and C#',
    );
  } else if (bytes < FEW_BYTES) report.warn(path, `the key has only ${bytes} bytes; 32 are usual`);
}

function isUnpadded(secret: string): boolean {
  return secret.trim().replace(/^(?:v1,)?wh(?:sec|sk|pk)_/, '').length % 4 !== 0;
}
