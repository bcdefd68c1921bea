import type { BuiltInScheme } from '../spec.js';

/**
 * SHA-1 over the body and then the callback URL exactly as it was given; a HEAD request checks the endpoint. 410
 * deletes the webhook.
 */
export const trello: BuiltInScheme = {
  title: 'Trello',
  docs: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Trello-Webhook',
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    content: '{body}{url}',
  },
  bodyMustBeJson: 'whole',
  sourceId: { json: '/action/id' },
  identity: ['id'],
  identityNote: "The signed body has the action's id, new for each event and the same on each retry.",
  event: [{ json: '/action/type' }],
  handshakes: [{ when: { method: 'HEAD' }, check: 'open', answer: { status: 200 } }],
  retries: ['30s', '60s', '120s'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [], disables: ['410'] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
