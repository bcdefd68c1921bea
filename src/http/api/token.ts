/**
 * Checks the bearer token before anything else, so that a caller without one learns nothing, not even which paths
 * exist.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.js';

const HOW_TO_SWITCH_ON =
  'give the gateway a token: admin.token in its configuration, or GATEWAY_ADMIN_TOKEN (also as GATEWAY_ADMIN_TOKEN_FILE)';

/**
 * @param token undefined: there is none, so the API is off.
 * @throws Problem `api_off` or `unauthorized`.
 */
export function authorize(request: IncomingMessage, token: string | undefined): void {
  if (token === undefined || token === '') throw new Problem('api_off', HOW_TO_SWITCH_ON);
  // `headers` would keep the first of two and join nothing, so which one counts would be up to whoever reads them.
  const given = request.headersDistinct['authorization'] ?? [];
  const presented = given.length === 1 ? /^Bearer +([\x21-\x7e]+)$/i.exec(given[0] ?? '')?.[1] : undefined;
  if (presented !== undefined && same(presented, token)) return;
  throw new Problem('unauthorized', 'send one header, Authorization: Bearer TOKEN', {
    headers: ['WWW-Authenticate', 'Bearer realm="webhook-gateway"'],
  });
}

/** Hashes have one length, so neither the place of a difference nor the token's length shows in the time it takes. */
function same(one: string, other: string): boolean {
  return timingSafeEqual(hash(one), hash(other));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
