/** Deliveries of schemes that a test writes itself, and what becomes of them. */
import { createHmac } from 'node:crypto';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createVerifier, Refusal, type Verified } from '../../../src/schemes/engine/verify.js';
import { parseScheme } from '../../../src/schemes/rules/parse.js';
import type { Scheme } from '../../../src/schemes/spec.js';

export const SECRET = 'a secret of these tests, long enough';
export const MOMENT = Date.parse('2026-06-11T17:42:11Z');
export const SECONDS = String(MOMENT / 1000);
export const FORM = 'application/x-www-form-urlencoded';

type Data = Readonly<Record<string, unknown>>;

/** @throws TypeError with the faults */
export function schemeOf(signature: Data, members: Data = {}): Scheme {
  const parsed = parseScheme({ signature, ...members });
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.faults));
  return parsed.scheme;
}

/** `path: message` of each fault; none where the scheme is in order. */
export function faultsOf(signature: Data, members: Data = {}): string {
  const parsed = parseScheme({ signature, ...members }, ['mine']);
  return parsed.ok ? '' : parsed.faults.map(({ path, message }) => `${path}: ${message}`).join('\n');
}

export function mac(text: string | Buffer, hash = 'sha256', encoding: 'hex' | 'base64' = 'hex'): string {
  return createHmac(hash, SECRET).update(text).digest(encoding);
}

export interface Request {
  readonly method?: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body?: Buffer | string;
  /** Path and query. */
  readonly target?: string;
  readonly publicUrl?: string;
  readonly secrets?: readonly string[];
  readonly now?: number;
  readonly anyQuery?: boolean;
}

export function tried(scheme: Scheme, request: Request): Verified | Refusal {
  const { method = 'POST', headers, body = '', target = '/in', publicUrl, secrets = [SECRET] } = request;
  const keys = secrets.map((secret) => readKey(scheme, secret));
  const verify = createVerifier(scheme, keys, {
    publicUrl,
    signedQuery: request.anyQuery === true ? 'any' : undefined,
  });
  const receivedAt = request.now ?? MOMENT;
  return verify({ method, target, rawHeaders: headers, body: Buffer.from(body), receivedAt });
}

/** `accepted`, or the reason. */
export function verdictOf(scheme: Scheme, request: Request): string {
  const result = tried(scheme, request);
  return result instanceof Refusal ? result.reason : 'accepted';
}

/** @throws TypeError where it does not verify */
export function verified(scheme: Scheme, request: Request): Verified {
  const result = tried(scheme, request);
  if (result instanceof Refusal) throw new TypeError(result.reason);
  return result;
}
