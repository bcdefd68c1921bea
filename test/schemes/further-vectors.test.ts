/**
 * Schemes whose providers publish no vectors, and three that do: every one against deliveries made by an independent
 * hand (plain node:crypto, from the documentation), and against its own signer.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { keyServes, readKey, type Key } from '../../src/schemes/keys.js';
import { createSigner, whyUnsignable } from '../../src/schemes/sign.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { createVerifier, Refusal } from '../../src/schemes/verify.js';
import { duration } from '../../src/units.js';

interface Vector {
  readonly id: string;
  readonly provider: string;
  readonly secret: string;
  readonly method: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Epoch seconds. */
  readonly now: number;
  readonly valid: boolean;
  readonly why: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('../vectors/further.json', import.meta.url), 'utf8'),
) as readonly Vector[];
const genuine = vectors.filter(({ valid }) => valid);

function schemeOf({ provider }: Vector): Scheme {
  const scheme = schemes[provider];
  if (!scheme) throw new TypeError(`no scheme ${provider}`);
  return scheme;
}

function verdict(vector: Vector, keys: readonly Key[], rawHeaders: readonly string[], at: number): string {
  const scheme = schemeOf(vector);
  const verify = createVerifier(scheme, keys, { publicUrl: vector.url });
  const body = Buffer.from(vector.body);
  const result = verify({ method: vector.method, target: '/', rawHeaders, body, receivedAt: at });
  return result instanceof Refusal ? result.reason : 'accepted';
}

test.each(vectors)('$id: $why', (vector) => {
  const key = readKey(schemeOf(vector), vector.secret);
  const found = verdict(vector, [key], Object.entries(vector.headers).flat(), vector.now * 1000);
  expect(found === 'accepted').toBe(vector.valid);
});

describe('every one that can sign', () => {
  const signing = genuine.filter((vector) => whyUnsignable(schemeOf(vector)) === undefined);

  test.each(signing)('$id verifies what it signed', (vector) => {
    const scheme = schemeOf(vector);
    const key = signingKey(scheme, vector.secret);
    const at = vector.now * 1000;
    const type = vector.headers['Content-Type'];
    const headers = type === undefined ? [] : ['Content-Type', type];
    createSigner(scheme, [key], vector.url)(
      { id: 'msg_1', event: 'thing.made', body: Buffer.from(vector.body) },
      at,
      headers,
    );
    expect(verdict(vector, [key], headers, at)).toBe('accepted');
    const changed = { ...vector, body: `${vector.body} ` };
    const expected = scheme.trust === 'authenticated' ? 'accepted' : 'mismatch';
    expect(verdict(changed, [key], headers, at)).toBe(expected);
  });

  it('is all but those whose signature stands in the body', () => {
    const left = genuine.filter((vector) => !signing.includes(vector)).map(({ provider }) => provider);
    expect(left).toEqual(['microsoft-graph']);
  });
});

it('takes the last retry as well, where nobody says that retries are signed anew', () => {
  for (const vector of genuine) {
    const { time, retries, signsRetriesAnew } = schemeOf(vector);
    if (!time || time.tolerance === 'off' || retries === 'none' || signsRetriesAnew) continue;
    const span = retries.reduce((sum, delay) => sum + duration(delay), 0);
    const past = typeof time.tolerance === 'string' ? time.tolerance : time.tolerance.past;
    expect(duration(past), vector.provider).toBeGreaterThanOrEqual(span);
  }
});

/** A vector has a public key only; to sign takes a pair. */
function signingKey(scheme: Scheme, secret: string): Key {
  const algorithm = scheme.signature?.algorithm;
  if (algorithm === undefined || scheme.key !== 'public-key') return readKey(scheme, secret);
  const { privateKey } =
    algorithm === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = readKey(scheme, String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  expect(keyServes(key, algorithm, 'sign')).toBe(true);
  return key;
}
