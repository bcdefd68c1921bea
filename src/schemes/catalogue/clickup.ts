import type { BuiltInScheme } from '../spec.js';

/**
 * The provider makes the secret when the webhook is created. Five retries; an endpoint that keeps failing is
 * suspended, and at once by a 401 or 410.
 */
export const clickup: BuiltInScheme = {
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
  statuses: { accepted: ['2xx'], final: [], disables: ['401', '410'] },
  rests: {
    retries: 'https://developer.clickup.com/docs/webhookhealth',
    deadline: 'https://developer.clickup.com/docs/webhookhealth',
    statuses: 'https://developer.clickup.com/docs/webhookhealth',
  },
  refusal: 403,
};
