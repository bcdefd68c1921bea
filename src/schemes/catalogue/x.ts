import type { BuiltInScheme } from '../spec.js';

/**
 * Base64 behind `sha256=`. The check of the endpoint comes every hour and on demand and answers with a hash under the
 * same key; events have no name but their member's. Retried three times within five minutes.
 */
export const x: BuiltInScheme = {
  title: 'X',
  docs: 'https://docs.x.com/x-api/webhooks/quickstart',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'x-twitter-webhooks-signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    prefix: 'sha256=',
    content: '{body}',
  },
  // Whoever asks gets a hash of what he asks: it must not be the signature of a body.
  bodyMustBeJson: true,
  identity: ['body'],
  identityNote: 'The body holds the ids and the times of what has happened.',
  handshakes: [
    {
      when: { method: 'GET', query: { crc_token: '*' } },
      check: 'open',
      answer: { status: 200, json: { response_token: 'sha256={hmac-sha256:base64:query:crc_token}' } },
    },
  ],
  retries: ['1m', '2m', '2m'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://developer.x.com/en/docs/x-api/enterprise/account-activity-api/guides/activity-retries',
    deadline: 'https://developer.x.com/en/docs/x-api/enterprise/account-activity-api/guides/activity-retries',
    statuses: 'https://developer.x.com/en/docs/x-api/enterprise/account-activity-api/guides/activity-retries',
  },
};
