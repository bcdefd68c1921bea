import type { Scheme } from '../spec.js';

/**
 * A JWT in the Authorization header, with the body's hash. The claim has no end of its own: `iat` may be five minutes
 * old. The key is the account's signature secret. Its schedule of retries is not published; this one is an estimate.
 */
export const vonage: Scheme = {
  title: 'Vonage',
  docs: 'https://developer.vonage.com/en/getting-started/concepts/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Authorization',
    prefix: 'Bearer ',
    jwt: {
      hashes: { payload_hash: { of: 'body', encoding: 'hex', unlessEmpty: true } },
      claims: { iss: 'Vonage' },
      maxAge: '5m',
    },
  },
  identity: ['body'],
  identityNote: 'The body holds the id of the message or the call with its state and time.',
  event: [{ json: '/status' }, { json: '/event' }],
  retries: ['10s', '1m', '5m', '1h', '6h', '17h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
};
