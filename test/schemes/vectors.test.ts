/** Published vectors of providers, others made by hand from their documentation, and one-change negatives of them. */
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readKey, SecretFault } from '../../src/schemes/engine/keys.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { Refusal, type RefusalReason } from '../../src/schemes/engine/verify.js';
import { secretOf } from '../helpers/secrets.js';
import { readVectors, verifyVector } from './vectors.js';

const vectors = readVectors();

/** Where a vector's provider is no scheme's name. */
const SAME_AS: Readonly<Record<string, string>> = {
  'standard-webhooks': 'standard',
  'standard-webhooks-v1a': 'standard',
};

/** Where a provider has several constructions, and the vector is not of the one that has its name. */
const OTHER_SCHEME: Readonly<Record<string, string>> = { 'hubspot-v2-get': 'hubspot-v2' };

const generic = {
  title: 'A scheme of a user',
  trust: 'body verified',
  evidence: 'vectors',
  identity: ['body'],
  retries: 'none',
  deadline: '10s',
  statuses: { accepted: ['2xx'], final: [] },
} as const;

const header = (algorithm: 'hmac-sha1' | 'hmac-sha512', name = 'X-Signature'): Scheme => ({
  ...generic,
  signature: { header: name, algorithm, encoding: 'hex', content: '{body}' },
});

const list: Scheme = {
  ...generic,
  signature: {
    header: 'X-Signature',
    encoding: 'hex',
    entries: { separator: ',', assign: '=', tags: { sha256: 'hmac-sha256' } },
    content: '{body}',
  },
};

/** Constructions that are no provider's current one, said in the scheme language as a user would. */
const IN_THE_LANGUAGE: Readonly<Record<string, Scheme>> = {
  'generic-sha1': header('hmac-sha1'),
  'generic-sha512': header('hmac-sha512'),
  'generic-sha256-list': list,
  'generic-sha256-list-bad': list,
  'zendesk-old-docs-body-first': {
    ...generic,
    signature: {
      header: 'X-Zendesk-Webhook-Signature',
      algorithm: 'hmac-sha256',
      encoding: 'base64',
      content: '{body}{time}',
    },
    time: { header: 'X-Zendesk-Webhook-Signature-Timestamp', formats: ['iso'], tolerance: '5m' },
  },
};

/** Providers whose vectors are left out, and why. An entry that is no longer needed fails below. */
const LEFT_OUT: Readonly<Record<string, string>> = {};

/** What we may say of a negative, by the reason its author intended. */
const REASONS: Readonly<Record<string, readonly RefusalReason[]>> = {
  'other-owner': ['owner_mismatch'],
  'missing-header': ['missing_signature', 'missing_time', 'missing_id'],
  'malformed-timestamp': ['unreadable_time'],
  'malformed-signature': [
    'unreadable_signature',
    'unknown_version',
    'missing_time',
    'unreadable_time',
    'mismatch',
  ],
  'unknown-version': ['unknown_version'],
  'bad-signature': ['mismatch', 'body_not_json'],
  'wrong-secret': ['mismatch'],
  'timestamp-too-old': ['too_old'],
  'timestamp-too-new': ['too_new'],
  'malformed-signed-field': ['mismatch'],
  'malformed-body': ['missing_signature'],
  'invalid jwt: claim nbf is in the future': ['too_new'],
  'invalid jwt: claim exp is in the past': ['too_old'],
  'invalid jwt: claim url_hash is invalid': ['mismatch'],
  'invalid jwt: claim payload_hash is invalid': ['mismatch'],
  'invalid jwt: claim payload_hash is set but actual payload is missing': ['mismatch'],
  'invalid jwt: claim payload_hash is not set but payload is present': ['mismatch'],
  'invalid jwt: signature is invalid': ['mismatch'],
  'invalid jwt: signing method none is invalid': ['unknown_version', 'unreadable_signature'],
};

function schemeFor(id: string, provider: string): Scheme | undefined {
  return IN_THE_LANGUAGE[id] ?? schemes[OTHER_SCHEME[id] ?? SAME_AS[provider] ?? provider];
}

const used = vectors.flatMap((vector) => {
  const scheme = schemeFor(vector.id, vector.provider);
  return scheme ? [{ ...vector, scheme }] : [];
});
const genuine = used.filter(({ valid }) => valid);

describe('genuine vectors are accepted', () => {
  test.each(genuine)('$id: $why', (vector) => {
    const result = verifyVector(vector.scheme, vector);
    expect(result instanceof Refusal ? result.reason : 'accepted').toBe('accepted');
  });
});

describe('false vectors are refused for the reason they are false', () => {
  test.each(used.filter(({ valid }) => !valid))('$id: $why', (vector) => {
    if (vector.failure === 'wrong-secret' && !isKey(vector.scheme, vector.secret)) return;
    const result = verifyVector(vector.scheme, vector);
    expect(result).toBeInstanceOf(Refusal);
    const { reason } = result as Refusal;
    if (vector.failure === undefined) expect(reason).toBe('mismatch');
    else expect(REASONS[vector.failure], vector.failure).toContain(reason);
  });
});

/** Some wrong secrets are no secrets at all: those are a fault of the configuration, told at load. */
function isKey(scheme: Scheme, secret: string): boolean {
  try {
    return Boolean(readKey(scheme, secret));
  } catch (error) {
    if (error instanceof SecretFault) return false;
    throw error;
  }
}

describe('every genuine vector', () => {
  test.each(genuine.filter(({ scheme }) => scheme.trust === 'body verified'))(
    '$id is false with any one byte changed',
    (vector) => {
      for (let at = 0; at < vector.body.length; at++) {
        const body = Buffer.from(vector.body);
        body[at] = (body[at] ?? 0) ^ 1;
        const result = verifyVector(vector.scheme, { ...vector, body });
        expect(result instanceof Refusal, `${at} ${body.toString()}`).toBe(true);
      }
    },
  );

  test.each(genuine)('$id is false under another secret', (vector) => {
    const secret = otherSecret(vector.scheme, vector.secret);
    expect(verifyVector(vector.scheme, { ...vector, secret })).toBeInstanceOf(Refusal);
  });
});

/** Another character in the middle, still hexadecimal or base64 where it was; another key where there is a pair. */
function otherSecret(scheme: Scheme, secret: string): string {
  if (scheme.keys ?? scheme.key === 'public-key') return secretOf(scheme, 'other');
  if (secret.startsWith('whpk_')) return `whsec_${'A'.repeat(32)}`;
  const at = Math.floor(secret.length / 2);
  return secret.slice(0, at) + (secret[at] === 'A' ? 'B' : 'A') + secret.slice(at + 1);
}

describe('the table of vectors', () => {
  const signed = Object.entries(schemes).filter(([, { signature }]) => signature);

  it('uses or names every vector, and names none in vain', () => {
    const unused = vectors
      .filter(({ id, provider }) => !schemeFor(id, provider))
      .map(({ provider }) => provider);
    expect([...new Set(unused)].toSorted()).toEqual(Object.keys(LEFT_OUT).toSorted());
  });

  it('has no two vectors of one name', () => {
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
  });

  it.each(signed)(
    'has a genuine delivery of %s, a published one where the scheme claims it',
    (_name, scheme) => {
      const found = genuine.filter((vector) => vector.scheme === scheme);
      expect(found).not.toEqual([]);
      const published = found.some(({ source }) => !source.startsWith('made'));
      if (scheme.evidence === 'vectors') expect(published).toBe(true);
    },
  );

  it('makes no exception for what is not there or no longer needs one', () => {
    const ids = vectors.map(({ id }) => id);
    for (const id of [...Object.keys(IN_THE_LANGUAGE), ...Object.keys(OTHER_SCHEME)])
      expect(ids).toContain(id);
    for (const provider of Object.keys(SAME_AS)) expect(schemes[provider], provider).toBeUndefined();
  });
});
