import type { Scheme } from '../spec.js';

/**
 * The provider makes the secret when the webhook is created. Five retries; an endpoint that keeps failing is
 * suspended.
 */
export const clickup: Scheme = {
  title: 'ClickUp',
  docs: 'https://developer.clickup.com/docs/webhooksignature',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'X-Signature', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
  identity: ['body'],
  identityNote:
    'The body holds the entries of the history with their ids and times; what has none, such as a deletion, happens once.',
  event: [{ json: '/event' }],
  retries: ['1m', '2m', '4m', '8m', '16m'],
  deadline: '6s',
  statuses: { accepted: ['2xx'], final: [] },
};
