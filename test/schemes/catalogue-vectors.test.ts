/** Every built-in scheme against deliveries that others signed: published vectors, and some computed by other means. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/delivery.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { SecretFault, readKey, type Key } from '../../src/schemes/keys.js';
import { appendQuery, createSigner, whyUnsignable } from '../../src/schemes/sign.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { Refusal, createVerifier } from '../../src/schemes/verify.js';

interface Vector {
  readonly id: string;
  /** The scheme's name, where `scheme` does not say. */
  readonly provider?: string;
  readonly scheme?: string;
  readonly source: string;
  readonly secret: string;
  readonly method: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Epoch seconds. */
  readonly now: number;
  readonly valid: boolean;
}

function vectorsOf(name: string): readonly Vector[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as Vector[];
}

const shared = vectorsOf('vectors.json');
const own = [...vectorsOf('catalogue.json'), ...vectorsOf('further.json')];
const URL_OF_TESTS = 'https://receiver.example/hooks?tenant=1';

function builtIn(name: string): Scheme {
  const scheme = schemes[name];
  if (!scheme) throw new TypeError(`no scheme ${name}`);
  return scheme;
}

/** Vectors of constructions that no provider uses today, said in the language: what it can say must hold too. */
const said: Readonly<Record<string, Scheme>> = {
  'generic-sha1': body({ header: 'X-Signature', algorithm: 'hmac-sha1', encoding: 'hex' }),
  'generic-sha512': body({ header: 'X-Signature', algorithm: 'hmac-sha512', encoding: 'hex' }),
  'generic-sha256-list': list(),
  'generic-sha256-list-bad': list(),
  'zendesk-old-docs-body-first': {
    ...builtIn('zendesk'),
    signature: { ...builtIn('zendesk').signature, content: '{body}{time}' },
  },
};

function body(signature: Scheme['signature']): Scheme {
  return { ...builtIn('github'), signature: { ...signature, content: '{body}' } };
}

function list(): Scheme {
  const entries = { separator: ',', assign: '=', tags: { sha256: 'hmac-sha256' } } as const;
  return body({ header: 'X-Signature', encoding: 'hex', entries });
}

const RENAMED: Readonly<Record<string, string>> = {
  'standard-webhooks': 'standard',
  'standard-webhooks-v1a': 'standard',
};

function schemeNameOf({ scheme, provider = '', id }: Vector): string {
  if (scheme !== undefined) return scheme;
  if (id === 'hubspot-v2-get') return 'hubspot-v2';
  return RENAMED[provider] ?? provider;
}

function holds(scheme: Scheme, vector: Vector): boolean {
  const { method, headers, now, url } = vector;
  let keys: readonly Key[];
  try {
    keys = [readKey(scheme, vector.secret)];
  } catch (error) {
    if (error instanceof SecretFault) return false;
    throw error;
  }
  const verify = createVerifier(scheme, keys, { publicUrl: url });
  const delivery: Delivery = {
    method,
    target: '/',
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.from(vector.body),
    receivedAt: now * 1000,
  };
  return !(verify(delivery) instanceof Refusal);
}

describe('published deliveries are read as their publishers say', () => {
  it.each([...shared, ...own].map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const scheme = said[vector.id] ?? builtIn(schemeNameOf(vector));
    expect(holds(scheme, vector)).toBe(vector.valid);
  });

  it('one byte more in a body that is signed refuses every valid one', () => {
    const covered = [...shared, ...own].filter(
      (vector) => vector.valid && builtInTrust(vector) === 'body verified',
    );
    for (const vector of covered) {
      const scheme = said[vector.id] ?? builtIn(schemeNameOf(vector));
      expect(holds(scheme, { ...vector, body: `${vector.body}!` }), vector.id).toBe(false);
    }
  });
});

function builtInTrust(vector: Vector): Scheme['trust'] | undefined {
  return schemes[schemeNameOf(vector)]?.trust;
}

describe('the catalogue is covered', () => {
  const covered = new Set([...shared, ...own].map(schemeNameOf));
  const signed = Object.entries(schemes).filter(([, { signature }]) => signature);

  it.each(signed)('%s has a delivery that holds', (name) => {
    expect(covered).toContain(name);
  });

  it.each(signed.filter(([, { evidence }]) => evidence === 'vectors'))(
    '%s rests on a published delivery, as it claims',
    (name) => {
      const published = [...shared, ...own].filter(
        (vector) => vector.valid && !vector.source.startsWith('made') && schemeNameOf(vector) === name,
      );
      expect(published).not.toEqual([]);
    },
  );

  it.each(signed.filter(([, scheme]) => whyUnsignable(scheme) === undefined))(
    '%s reads what it signs, and refuses it for another body or secret',
    (_name, scheme) => {
      const [key, other] = keysFor(scheme);
      const isForm = scheme.signature?.content?.includes('{form}') === true;
      const bytes = Buffer.from(
        isForm ? 'From=%2B15550100&Body=a+b' : '{"id":"evt_1","type":"lead.created","event":"lead.created"}',
      );
      const at = Date.parse('2026-01-02T03:04:05.678Z');
      const headers: string[] = [
        'Content-Type',
        isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      ];
      const message = { id: 'msg_1', event: 'lead.created', body: bytes };
      const query = createSigner(scheme, [key], URL_OF_TESTS)(message, at, headers);
      const publicUrl = query === undefined ? URL_OF_TESTS : appendQuery(URL_OF_TESTS, query);
      const reads = (keys: readonly Key[], content: Buffer): boolean => {
        const delivery = {
          method: 'POST',
          target: '/',
          rawHeaders: headers,
          body: content,
          receivedAt: at + 1000,
        };
        return !(createVerifier(scheme, keys, { publicUrl })(delivery) instanceof Refusal);
      };
      expect(reads([key], bytes)).toBe(true);
      expect(reads([other], bytes)).toBe(false);
      if (scheme.trust === 'body verified') expect(reads([key], Buffer.from('{"id":"evt_2"}'))).toBe(false);
    },
  );
});

/** Two keys in the form the scheme wants. */
function keysFor(scheme: Scheme): readonly [Key, Key] {
  const make = (seed: string): Key => {
    const text = seed.repeat(32);
    switch (scheme.key ?? 'utf8') {
      case 'base64':
        return readKey(scheme, Buffer.from(text).toString('base64'));
      case 'hex':
        return readKey(scheme, Buffer.from(text).toString('hex'));
      case 'standard':
        return readKey(scheme, `whsec_${Buffer.from(text).toString('base64')}`);
      case 'public-key':
        return readKey(scheme, privateKeyFor(scheme));
      case 'utf8':
      case 'nfkd':
        return readKey(scheme, text);
    }
  };
  return [make('k'), make('o')];
}

function privateKeyFor({ signature }: Scheme): string {
  const algorithm = signature?.algorithm ?? '';
  const { privateKey } = algorithm.startsWith('rsa')
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : algorithm.startsWith('ecdsa')
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
