/** Published vectors of providers, and one-change negatives of them: an oracle nobody here wrote. */
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { Refusal, type RefusalReason } from '../../src/schemes/verify.js';
import { readVectors, verifyVector } from './vectors.js';

const vectors = readVectors();

/** Where a vector's provider is no scheme's name. */
const SAME_AS: Readonly<Record<string, string>> = {
  'standard-webhooks': 'standard',
  'standard-webhooks-v1a': 'standard',
  openai: 'standard',
};

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

const zendesk = (content: string): Scheme => ({
  ...generic,
  signature: {
    header: 'X-Zendesk-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content,
  },
  time: { header: 'X-Zendesk-Webhook-Signature-Timestamp', formats: ['iso'], tolerance: '5m' },
});

/** Constructions that are no provider's current one, said in the scheme language as a user would. */
const IN_THE_LANGUAGE: Readonly<Record<string, Scheme>> = {
  'generic-sha1': header('hmac-sha1'),
  'generic-sha512': header('hmac-sha512'),
  'generic-sha256-list': list,
  'generic-sha256-list-bad': list,
  'convoy-sha512-hex': header('hmac-sha512', 'X-Convoy-Signature'),
  'convoy-not-hex': header('hmac-sha512', 'X-Convoy-Signature'),
  'zendesk-old-docs-body-first': zendesk('{body}{time}'),
  'zendesk-current-order': zendesk('{time}{body}'),
};

const NOT_YET = 'the catalogue does not have this provider';

/** Providers whose vectors are left out, and why. An entry that is no longer needed fails below. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  mux: NOT_YET,
  square: NOT_YET,
  twilio: NOT_YET,
  adyen: NOT_YET,
  sendgrid: NOT_YET,
  line: NOT_YET,
  circleci: NOT_YET,
  pagerduty: NOT_YET,
  'modern-treasury': NOT_YET,
  razorpay: NOT_YET,
  paddle: NOT_YET,
  cloudinary: NOT_YET,
  mailgun: NOT_YET,
  sanity: NOT_YET,
  hubspot: NOT_YET,
  'coinbase-commerce': NOT_YET,
  box: NOT_YET,
  notion: NOT_YET,
};

/** What we may say of a negative, by the reason its author intended. */
const REASONS: Readonly<Record<string, readonly RefusalReason[]>> = {
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
  'bad-signature': ['mismatch'],
  'wrong-secret': ['mismatch'],
  'timestamp-too-old': ['too_old'],
  'timestamp-too-new': ['too_new'],
};

function schemeFor(id: string, provider: string): Scheme | undefined {
  return IN_THE_LANGUAGE[id] ?? schemes[SAME_AS[provider] ?? provider];
}

const used = vectors.flatMap((vector) => {
  const scheme = schemeFor(vector.id, vector.provider);
  return scheme ? [{ ...vector, scheme }] : [];
});

describe('genuine vectors are accepted', () => {
  test.each(used.filter(({ valid }) => valid))('$id: $why', (vector) => {
    const result = verifyVector(vector.scheme, vector);
    expect(result instanceof Refusal ? result.reason : 'accepted').toBe('accepted');
  });
});

describe('false vectors are refused for the reason they are false', () => {
  test.each(used.filter(({ valid }) => !valid))('$id: $why', (vector) => {
    const result = verifyVector(vector.scheme, vector);
    expect(result).toBeInstanceOf(Refusal);
    const { reason } = result as Refusal;
    expect(REASONS[vector.failure ?? ''], vector.failure).toContain(reason);
  });
});

describe('every genuine vector', () => {
  test.each(used.filter(({ valid }) => valid))(
    '$id is false with any one byte changed or another secret',
    (vector) => {
      for (let at = 0; at < vector.body.length; at++) {
        const body = Buffer.from(vector.body);
        body[at] = (body[at] ?? 0) ^ 1;
        expect(verifyVector(vector.scheme, { ...vector, body })).toBeInstanceOf(Refusal);
      }
      const secret =
        vector.provider === 'standard-webhooks-v1a' ? `whsec_${'A'.repeat(32)}` : flipped(vector.secret);
      expect(verifyVector(vector.scheme, { ...vector, secret })).toBeInstanceOf(Refusal);
    },
  );
});

/** Another character in the middle: still base64 where it was. */
function flipped(secret: string): string {
  const at = Math.floor(secret.length / 2);
  return secret.slice(0, at) + (secret[at] === 'Q' ? 'R' : 'Q') + secret.slice(at + 1);
}

describe('the table of vectors', () => {
  it('uses or names every vector, and names none in vain', () => {
    const unused = vectors
      .filter(({ id, provider }) => !schemeFor(id, provider))
      .map(({ provider }) => provider);
    expect([...new Set(unused)].toSorted()).toEqual(Object.keys(LEFT_OUT).toSorted());
  });

  it('tries every scheme that claims to rest on published vectors', () => {
    const tried = new Set(used.map(({ scheme }) => scheme));
    const published = Object.values(schemes).filter(({ evidence }) => evidence === 'vectors');
    for (const scheme of published) expect(tried, scheme.title).toContain(scheme);
    expect(used.length).toBeGreaterThan(40);
  });

  it('makes no exception for what is not there or no longer needs one', () => {
    const ids = vectors.map(({ id }) => id);
    for (const id of Object.keys(IN_THE_LANGUAGE)) expect(ids).toContain(id);
    for (const provider of Object.keys(SAME_AS)) expect(schemes[provider], provider).toBeUndefined();
  });
});
