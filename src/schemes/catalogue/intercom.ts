import type { BuiltInScheme } from '../spec.js';

/**
 * SHA-1, keyed with the app's client secret. Checks the endpoint with HEAD. Retried once; 410 ends the subscription.
 */
export const intercom: BuiltInScheme = {
  title: 'Intercom',
  docs: 'https://developers.intercom.com/docs/webhooks/setting-up-webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Hub-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    prefix: 'sha1=',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the notification's id, new for each event and the same on each retry.",
  event: [{ json: '/topic' }],
  envelope: { id: 'id', event: 'topic', time: 'created_at', timeFormat: 's', data: 'data' },
  handshakes: [{ when: { method: 'HEAD' }, check: 'open', answer: { status: 200 } }],
  retries: ['1m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [], disables: ['410'] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
