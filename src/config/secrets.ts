/** Secrets: where they are read from, and whether they are worth their name. No message ever repeats one. */
import { SecretFault, keyLength, keyServes, readKey, type Key } from '../schemes/keys.js';
import type { Algorithm, Scheme } from '../schemes/spec.js';
import type { Secret } from './config.js';
import { member, type Report } from './report.js';
import type { SecretReference } from './schema.js';
import type { Environment } from './substitute.js';

/** Reads a whole file. @throws like node:fs. */
export type ReadFile = (path: string) => Buffer;

export interface SecretSources {
  readonly env: Environment;
  readonly readFile: ReadFile;
}

/**
 * Reads a reference and refuses what is no secret under any scheme: empty, unexpanded, the word for "no value".
 * @param fallbackName the name where the user gave none
 * @returns undefined where it cannot be used (told to the report).
 */
export function readSecret(
  reference: SecretReference,
  fallbackName: string,
  path: string,
  sources: SecretSources,
  report: Report,
): Secret | undefined {
  if (typeof reference === 'string') {
    report.warn(
      path,
      'the secret is plain text in the configuration; { env: NAME } or { file: PATH } keeps it out',
    );
    return plausible({ name: fallbackName, value: reference, from: 'inline' }, path, report);
  }
  const { env, file, name = fallbackName } = reference;
  if ((env === undefined) === (file === undefined)) {
    report.missing(path, 'needs exactly one of env (a variable) and file (a path)');
    return undefined;
  }
  const at = member(path, env === undefined ? 'file' : 'env');
  const value = env === undefined ? readSecretFile(file ?? '', at, sources, report) : sources.env[env];
  if (value === undefined) {
    if (env !== undefined) report.fault(at, `the variable ${env} is not set`);
    return undefined;
  }
  const from = env === undefined ? `file ${file ?? ''}` : `env ${env}`;
  return plausible({ name, value, from }, at, report);
}

function readSecretFile(
  file: string,
  at: string,
  sources: SecretSources,
  report: Report,
): string | undefined {
  try {
    // Bytes that are not UTF-8, and a byte-order mark, would silently become another key.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(sources.readFile(file));
    if (!text.startsWith('\uFEFF')) return text.replace(/\r?\n$/, '');
    report.fault(at, 'the file starts with a byte-order mark; save it without');
  } catch (error) {
    const code = error instanceof TypeError ? 'it is not UTF-8 text' : errorCode(error);
    report.fault(at, `the file cannot be read (${code})`);
  }
  return undefined;
}

/** A word for why a file could not be read. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}

function plausible(secret: Secret, at: string, report: Report): Secret | undefined {
  const word = secret.value.trim().toLowerCase();
  if (word === '') report.fault(at, 'the secret is empty');
  else if (secret.value.includes('${')) report.fault(at, 'the secret holds an unexpanded ${…}');
  else if (['undefined', 'null', 'none', 'changeme', '[object object]'].includes(word)) {
    report.fault(at, 'this is the word for a missing value, not a secret');
  } else return secret;
  return undefined;
}

/** A text secret shorter than this is guessable by brute force once one delivery is known. */
const SHORT_TEXT = 24;
const STANDARD_BYTES = { min: 24, max: 64 };

/**
 * Whether a secret can serve a scheme.
 * @param use `verify` for a source, `sign` for a destination
 * @returns whether it can; faults and warnings go to the report.
 */
export function checkSecret(
  scheme: Scheme,
  secret: string,
  use: 'verify' | 'sign',
  path: string,
  report: Report,
): boolean {
  const before = report.faults.length;
  try {
    strength(scheme, secret, readKey(scheme, secret), use, path, report);
  } catch (error) {
    // Node's own messages may describe the bytes they were given.
    report.fault(path, error instanceof SecretFault ? error.message : 'the secret cannot be made into a key');
  }
  return report.faults.length === before;
}

function strength(
  scheme: Scheme,
  secret: string,
  key: Key,
  use: 'verify' | 'sign',
  path: string,
  report: Report,
): void {
  if (key.kind === 'pair' && key.privateKey === undefined && use === 'sign') {
    report.fault(path, 'whpk_… is a public key and cannot sign; a destination needs whsk_… or whsec_…');
  } else if (!algorithms(scheme).some((algorithm) => keyServes(key, algorithm, use))) {
    report.fault(path, 'this kind of key fits none of the signatures that the scheme knows');
  }
  const form = scheme.key ?? 'utf8';
  if (form === 'utf8') {
    textStrength(scheme, secret, path, report);
    return;
  }
  if (form !== 'hex' && /^[0-9a-f]{64}$/i.test(secret.trim())) {
    report.warn(
      path,
      'ambiguous-hex: 64 hex digits are also valid base64 and are read as such; encode the 32 bytes as base64 if they were meant',
    );
  }
  const bytes = keyLength(key);
  if (bytes === undefined) return;
  if (form === 'standard' && (bytes < STANDARD_BYTES.min || bytes > STANDARD_BYTES.max)) {
    report.fault(path, `the key has ${bytes} bytes; Standard Webhooks wants 24 to 64 (whsec_ + base64)`);
  } else if (bytes < 16) report.warn(path, `the key has only ${bytes} bytes; 32 are usual`);
}

function textStrength(scheme: Scheme, secret: string, path: string, report: Report): void {
  const length = Array.from(secret).length;
  if (secret !== secret.trim()) {
    report.warn(path, 'the secret starts or ends with blanks or line breaks, which count as part of the key');
  }
  if (scheme.minSecretLength !== undefined && length < scheme.minSecretLength) {
    report.fault(path, `the secret is shorter than ${scheme.minSecretLength} characters`);
  } else if (length < SHORT_TEXT) {
    report.warn(path, `the secret is shorter than ${SHORT_TEXT} characters; take a longer random one`);
  }
}

function algorithms(scheme: Scheme): readonly Algorithm[] {
  const { signature } = scheme;
  if (signature?.entries) return Object.values(signature.entries.tags);
  return signature?.algorithm === undefined ? [] : [signature.algorithm];
}
