/** Secrets: where they are read from. No message ever repeats one. */
import type { Secret } from '../config.js';
import { member, type Report } from '../../checks/report.js';
import type { SecretReference } from '../schema.js';
import { errorCode, type WrittenExpression } from '../read/reader.js';
import type { Environment } from '../read/substitute.js';

export interface SecretSources {
  readonly env: Environment;
  /** Reads a whole file. @param key the key path that names it @throws like node:fs. */
  readonly readFile: (path: string, key: string) => Buffer;
  /** Reads a whole file that belongs to the configuration itself. @throws like node:fs. */
  readonly readText: (path: string) => Buffer;
  /** Notes a text for whoever can say whether it is an expression. */
  readonly expression: (expression: WrittenExpression) => void;
  /** Where a file lies, absolute. */
  readonly placeOf: (path: string) => string;
  /** The same file as the main one would name it; left out: as it is. */
  readonly shown?: (path: string) => string;
}

/** The warning of a secret that stands in the configuration itself. */
export const LITERAL_SECRET =
  'the secret is plain text in the configuration; { env: NAME } or { file: PATH } keeps it out';

/** Names of secrets that stand alone, by their keys: where the user gave none. */
export const USUAL_NAMES = { token: 'admin-token', handshakeToken: 'handshake-token' } as const;

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
    report.warn(path, LITERAL_SECRET);
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
  const { shown = (path: string) => path } = sources;
  const from = env === undefined ? `file ${shown(file ?? '')}` : `env ${env}`;
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
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      sources.readFile(file, at),
    );
    if (!text.startsWith('\uFEFF')) return text.replace(/\r?\n$/, '');
    report.fault(at, 'the file starts with a byte-order mark; save it without');
  } catch (error) {
    const code = error instanceof TypeError ? 'it is not UTF-8 text' : errorCode(error);
    report.fault(at, `the file cannot be read (${code})`);
  }
  return undefined;
}

function plausible(secret: Secret, at: string, report: Report): Secret | undefined {
  const word = secret.value.trim().toLowerCase();
  if (word === '') report.fault(at, 'the secret is empty');
  else if (secret.value.includes('${')) report.fault(at, 'the secret holds an unexpanded ${…}');
  else if (['undefined', 'null', 'none', 'changeme', '[object object]'].includes(word)) {
    report.fault(at, 'this is the word for a missing value, not a secret');
  } else {
    const mistake = MISTAKES.find(([pattern]) => pattern.test(secret.value.trim()))?.[1];
    if (mistake !== undefined) report.warn(at, mistake);
    return secret;
  }
  return undefined;
}

/** Texts that say where a secret is, or that one belongs here. */
const MISTAKES: readonly (readonly [pattern: RegExp, says: string])[] = [
  [/^env:\w+$/i, 'the secret is the text "env:…" itself; { env: NAME } reads a variable'],
  [/^file:\S+$/i, 'the secret is the text "file:…" itself; { file: PATH } reads a file'],
  [
    /^\$[A-Za-z_]\w*$/,
    'the secret begins with $ and reads as the name of a variable; write ${NAME}, or { env: NAME }',
  ],
  [/^<[^<>]*>$/, 'the secret looks like the <placeholder> of an example'],
  [
    /^(?:(?:change|replace)[-_ ]?(?:me|this)|your[-_ ]\S*(?:secret|key|token)\S*)$/i,
    'the secret looks like the placeholder of an example',
  ],
];
