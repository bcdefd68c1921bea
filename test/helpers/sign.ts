/** Deliveries as a provider would send them, made by the project's own signer (the vectors and the official libraries judge it elsewhere). */
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readKey } from '../../src/schemes/engine/keys.js';
import { createSigner } from '../../src/schemes/engine/sign.js';

export { secretFor } from './secrets.js';

export interface SignOptions {
  readonly id?: string;
  readonly event?: string;
  /** Epoch milliseconds; default now. */
  readonly at?: number;
}

export function signHeaders(
  schemeName: string,
  secret: string | readonly string[],
  body: Buffer | string,
  { id = 'msg_test_1', event, at = Date.now() }: SignOptions = {},
): Record<string, string> {
  const scheme = schemes[schemeName];
  if (!scheme) throw new TypeError(`no scheme ${schemeName}`);
  const keys = [secret].flat().map((text) => readKey(scheme, text));
  const list: string[] = [];
  createSigner(scheme, keys)({ id, event, body: Buffer.from(body) }, at, list);
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  for (let i = 0; i < list.length; i += 2) headers[list[i] ?? ''] = list[i + 1] ?? '';
  return headers;
}
