/** Bodies of writes: small JSON, with no member that the endpoint does not know. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readJson, readMembers } from '../../schemes/text/json-text.js';
import { collect } from '../../line/receive.js';
import { Problem } from './problem.js';

/** Members by name. */
export type Body = ReadonlyMap<string, unknown>;

export const MAX_BODY_BYTES = 64 * 1024;

/** A browser's form cannot send it, so a page that guesses at the port cannot either. */
const JSON_TYPE = /^application\/json[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i;

/**
 * No body at all is an empty object.
 * @returns undefined if the client went away.
 * @throws Problem
 */
export async function readBody(
  request: IncomingMessage,
  known: readonly string[],
): Promise<Body | undefined> {
  checkHeaders(request);
  // Only who has the token comes here, so there is no budget over all requests.
  const bytes = await collect(request, MAX_BODY_BYTES, { max: Number.POSITIVE_INFINITY, used: 0 });
  if (bytes === undefined) return undefined;
  if (!Buffer.isBuffer(bytes)) throw tooLarge();
  return bytes.length === 0 ? new Map() : readObject(bytes, known);
}

function checkHeaders({ headers, headersDistinct }: IncomingMessage): void {
  const types = headersDistinct['content-type'] ?? [];
  const isBare = types.length === 0 && !announcesBody(headers);
  if (!isBare && (types.length !== 1 || !JSON_TYPE.test(types[0] ?? ''))) {
    throw new Problem('unsupported_media_type', 'send a body with Content-Type: application/json');
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') {
    throw new Problem('unsupported_media_type', 'send the body without Content-Encoding');
  }
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
}

function announcesBody(headers: IncomingHttpHeaders): boolean {
  return Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
}

function tooLarge(): Problem {
  return new Problem('too_large', `at most ${MAX_BODY_BYTES} bytes`);
}

const NOT_JSON = 'not one JSON document in UTF-8';

function readObject(bytes: Buffer, known: readonly string[]): Body {
  const json = readJson(bytes);
  if ('reason' in json) throw new Problem('invalid_body', NOT_JSON);
  const given = readMembers(json.text);
  if (!given) throw new Problem('invalid_body', 'not a JSON object');
  const names = given.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name)) throw unknownMember(name, known);
  }
  const within = given.map(({ value }) => readMembers(value)?.map(({ name }) => name) ?? []);
  if ([names, ...within].some((all) => new Set(all).size < all.length))
    throw new Problem('invalid_body', 'a member is given twice');
  return new Map(Object.entries(json.value as Record<string, unknown>));
}

function unknownMember(name: string, known: readonly string[]): Problem {
  const shown = JSON.stringify(name.slice(0, 64));
  return new Problem(
    'invalid_body',
    `unknown member ${shown}; ${known.length === 0 ? 'none is known here' : `known are ${known.join(', ')}`}`,
  );
}
