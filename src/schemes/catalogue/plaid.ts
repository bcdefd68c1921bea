import type { BuiltInScheme } from '../spec.js';

/**
 * A token with the hash of the body. Plaid gives its key to whoever asks with a client id and a secret (`keyAccess`), and a
 * token names no customer: that ours may ask for the key is all that makes a delivery ours. Retried for a day, each time
 * four times as late.
 */
export const plaid: BuiltInScheme = {
  title: 'Plaid',
  docs: 'https://plaid.com/docs/api/webhooks/webhook-verification/',
  trust: 'body verified',
  evidence: 'documentation',
  keys: {
    fetched: 'https://production.plaid.com/webhook_verification_key/get',
    layout: { key: '/key' },
    access: { post: { client_id: '{access:id}', secret: '{access:secret}', key_id: '{kid}' } },
  },
  signature: {
    header: 'Plaid-Verification',
    jwt: {
      algorithms: ['ES256'],
      hashes: { request_body_sha256: { of: 'body', encoding: 'hex' } },
      maxAge: '5m',
    },
  },
  identity: ['body'],
  identityNote:
    'A body names the item and what became of it, and no event; equal news of one item are equal bytes.',
  equalBytes: 'may be two events',
  event: [{ json: '/webhook_code' }],
  retries: ['30s', '2m', '8m', '32m', '2h', '8h'],
  signsRetriesAnew: true,
  deadline: '8s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://plaid.com/docs/api/webhooks/',
    deadline: 'https://plaid.com/docs/api/webhooks/',
    statuses: 'https://plaid.com/docs/api/webhooks/',
  },
};

/** The same with the keys of the test environment. */
export const plaidSandbox: BuiltInScheme = {
  ...plaid,
  title: 'Plaid sandbox',
  keys: { ...plaid.keys, fetched: 'https://sandbox.plaid.com/webhook_verification_key/get' },
};
