/**
 * Who asks. The bearer token is checked before anything else, so that a caller without one learns nothing, not even
 * which paths exist.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Role } from '../../model/role.js';
import { addressOf, type ClientAddress } from '../client-address.js';
import { Problem } from './problem.js';

/** One who may ask. */
export interface Principal {
  /** Of the token. */
  readonly name: string;
  readonly role: Role;
  /** Whom the proxy in front names; null if it names nobody, or if no trusted proxy asks. */
  readonly actor: string | null;
  /** The address that the request came from, behind trusted proxies. */
  readonly client: string;
}

export interface ApiToken {
  readonly name: string;
  readonly value: string;
  readonly role: Role;
}

/** What decides who may ask. */
export interface Access {
  /** None: the API is off. */
  readonly tokens: readonly ApiToken[];
  /** The header in which a proxy names who acts. */
  readonly actorHeader: string | undefined;
  /** Whether an address is a proxy whose headers are believed. */
  readonly isTrusted: (address: string) => boolean;
  readonly clientAddress: ClientAddress;
}

const HOW_TO_SWITCH_ON =
  'give the gateway a token: admin.token in its configuration, or GATEWAY_ADMIN_TOKEN (also as GATEWAY_ADMIN_TOKEN_FILE)';

/**
 * @param access undefined: there is no API.
 * @throws Problem `api_off`, `unauthorized` or `ambiguous_actor`.
 */
export function principalOf(request: IncomingMessage, access: Access | undefined): Principal {
  if (!access || access.tokens.length === 0) throw new Problem('api_off', HOW_TO_SWITCH_ON);
  const token = tokenIn(request, access.tokens);
  if (!token) {
    throw new Problem('unauthorized', 'send one header, Authorization: Bearer TOKEN', {
      headers: ['WWW-Authenticate', 'Bearer realm="webhook-gateway"'],
    });
  }
  const { name, role } = token;
  return { name, role, actor: actorIn(request, access), client: access.clientAddress(request) };
}

function tokenIn(request: IncomingMessage, tokens: readonly ApiToken[]): ApiToken | undefined {
  // `headers` would keep the first of two and join nothing, so which one counts would be up to whoever reads them.
  const given = request.headersDistinct['authorization'] ?? [];
  const presented = given.length === 1 ? /^Bearer +([\x21-\x7e]+)$/i.exec(given[0] ?? '')?.[1] : undefined;
  if (presented === undefined) return undefined;
  // Every token is compared, whichever matches: the time it takes says nothing about their order.
  const hashed = hash(presented);
  return tokens.filter(({ value }) => timingSafeEqual(hashed, hash(value)))[0];
}

/** Hashes have one length, so neither the place of a difference nor a token's length shows in the time it takes. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Longer names, what does not print and what is no text stand for nobody. */
const ACTOR = /^[^\p{C}\p{Zl}\p{Zp}\ufffd]{1,256}$/u;

/** @throws Problem if a trusted proxy passes on a second one: its client may have written either. */
function actorIn(request: IncomingMessage, { actorHeader, isTrusted }: Access): string | null {
  if (actorHeader === undefined || !isTrusted(addressOf(request.socket))) return null;
  const given = request.headersDistinct[actorHeader.toLowerCase()] ?? [];
  if (given.length > 1)
    throw new Problem(
      'ambiguous_actor',
      `${actorHeader} came ${given.length} times; the proxy must replace it`,
    );
  const [text = ''] = given;
  // Node reads headers as Latin-1; proxies write UTF-8.
  const actor = Buffer.from(text, 'latin1').toString('utf8').trim();
  return ACTOR.test(actor) ? actor : null;
}
