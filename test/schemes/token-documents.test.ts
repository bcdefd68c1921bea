/**
 * Schemes whose body is, or holds, a token that is the delivery's document: what the contract promises of others, for them.
 * Tokens are made by a library that knows nothing of the engine.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readEvent, readIdentity } from '../../src/schemes/engine/read.js';
import { createVerifier, Refusal } from '../../src/schemes/engine/verify.js';
import { MOST_DEEP } from '../../src/schemes/text/json-depth.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { ownerOf } from './writer.js';
import { setAt, type Json } from './documents.js';

const DOCUMENTS = Object.entries(schemes).filter(([, { signature }]) => signature?.jwt?.isDocument === true);
const NOW = Date.parse('2026-06-11T17:42:11.734Z');
const PAIRS = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
};
const OTHERS = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
};

test('there are such schemes', () => {
  expect(DOCUMENTS.map(([name]) => name)).toContain('kinde');
});

describe.each(DOCUMENTS)('%s', (_name, scheme) => {
  const alg = scheme.signature?.jwt?.algorithms?.[0] === 'ES256' ? 'ES256' : 'RS256';
  const claims = claimsFor(scheme);

  async function bodyOf(given: object = claims, key: KeyObject = PAIRS[alg].privateKey): Promise<string> {
    const token = await new SignJWT({ ...given })
      .setProtectedHeader({ alg, kid: 'k1', typ: scheme.signature?.jwt?.type ?? 'JWT' })
      .sign(key);
    return wrapped(scheme, token);
  }

  function verify(body: string | Buffer, owner = ownerOf(scheme)) {
    const key = { kind: 'pair', publicKey: PAIRS[alg].publicKey, privateKey: undefined } as const;
    const check = createVerifier(scheme, [key], { owner });
    return check({ method: 'POST', target: '', rawHeaders: [], body: Buffer.from(body), receivedAt: NOW });
  }

  function verdict(body: string | Buffer, owner = ownerOf(scheme)): string {
    const result = verify(body, owner);
    return result instanceof Refusal ? result.reason : 'accepted';
  }

  test('a genuine token is accepted, and its claims are what the delivery says of itself', async () => {
    const result = verify(await bodyOf());
    if (result instanceof Refusal) throw new Error(result.reason);
    if (scheme.event) expect(readEvent(scheme, result)).toBe('lead.created');
    const identity = readIdentity(scheme, result, 'default', () => '');
    expect(identity).toBe('id:evt_1');
    const again = verify(await bodyOf({ ...claims, extra: 1 }));
    if (again instanceof Refusal) throw new Error(again.reason);
    expect(readIdentity(scheme, again, 'default', () => '')).toBe(identity);
  });

  test('a token of another key, another algorithm or none is refused', async () => {
    expect(verdict(await bodyOf(claims, OTHERS[alg].privateKey))).toBe('mismatch');
    const body = await bodyOf();
    for (const other of ['none', 'HS256', alg === 'RS256' ? 'ES384' : 'ES512']) {
      expect(
        verdict(inToken(scheme, body, (_head, payload, rest) => [encode({ alg: other }), payload, rest])),
      ).toBe('unknown_version');
    }
    expect(verdict(inToken(scheme, body, (head, payload) => [head, payload, '']))).toBe(
      'unreadable_signature',
    );
    expect(verdict('')).toBe('missing_signature');
    expect(verdict('{}')).toMatch(/missing_signature|unreadable_signature/);
    expect(verdict(Buffer.from([0xff, 0xfe]))).toBe('missing_signature');
  });

  test('one other character anywhere in the token is found out', async () => {
    const body = await bodyOf();
    const start = body.indexOf('eyJ');
    const end = body.lastIndexOf('.') + 80;
    for (let at = start; at < end; at += 3) {
      const other = body.slice(0, at) + (body[at] === 'A' ? 'B' : 'A') + body.slice(at + 1);
      expect(verdict(other), String(at)).not.toBe('accepted');
    }
  });

  test('what is for another is refused, and so is everything where nobody said what is ours', async () => {
    const body = await bodyOf();
    expect(verdict(body, {})).toBe('owner_mismatch');
    for (const [name, part] of Object.entries(scheme.owner ?? {})) {
      if ('keys' in part) continue;
      expect(verdict(body, { ...ownerOf(scheme), [name]: ['theirs'] }), name).toBe('owner_mismatch');
    }
  });

  test('a token that is over, or to come, is stale', async () => {
    const seconds = Math.floor(NOW / 1000);
    expect(verdict(await bodyOf({ ...claims, exp: seconds - 40 }))).toBe('too_old');
    expect(verdict(await bodyOf({ ...claims, nbf: seconds + 40 }))).toBe('too_new');
    expect(verdict(await bodyOf({ ...claims, exp: seconds + 40, nbf: seconds - 40 }))).toBe('accepted');
  });

  test('claims that nest too deep are not read before a signature has held', async () => {
    let nested: unknown = 1;
    for (let i = 0; i < MOST_DEEP; i++) nested = [nested];
    expect(verdict(await bodyOf({ ...claims, nested }))).toBe('json_too_deep');
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function wrapped({ signature }: Scheme, token: string): string {
  if (signature?.json === undefined) return token;
  const document: Json = {};
  setAt(document, signature.json, token);
  return JSON.stringify(document);
}

function inToken(
  scheme: Scheme,
  body: string,
  change: (head: string, payload: string, signature: string) => readonly string[],
): string {
  const { json } = scheme.signature ?? {};
  const token = json === undefined ? body : String(Object.values(JSON.parse(body) as object)[0]);
  const [head = '', payload = '', signature = ''] = token.split('.');
  return wrapped(scheme, change(head, payload, signature).join('.'));
}

/** What the scheme reads, and what makes it ours. */
function claimsFor({ owner = {}, event = [], sourceId }: Scheme): Json {
  const claims: Json = {};
  for (const place of event) if ('json' in place) setAt(claims, place.json, 'lead.created');
  if (sourceId && 'json' in sourceId) setAt(claims, sourceId.json, 'evt_1');
  for (const [name, part] of Object.entries(owner)) {
    if ('claim' in part) claims[[part.claim].flat()[0] ?? ''] = `ours-${name}`;
    if ('json' in part) setAt(claims, [part.json].flat()[0] ?? '', `ours-${name}`);
  }
  return claims;
}
