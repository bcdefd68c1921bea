import type { BuiltInScheme } from '../spec.js';

/**
 * The secret is brought into Unicode's NFKD form before it is used as a key, which matters for anything beyond ASCII.
 * Retried for a day; the steps are ours.
 */
export const easypost: BuiltInScheme = {
  title: 'EasyPost',
  docs: 'https://docs.easypost.com/guides/webhooks-guide',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'nfkd',
  signature: {
    header: 'X-Hmac-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'hmac-sha256-hex=',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/description' }],
  envelope: { id: 'id', event: 'description', time: 'created_at', data: 'result' },
  retries: ['1m', '5m', '15m', '1h', '4h', '8h', '11h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://www.easypost.com/if-the-customers-webhook-url-goes-down-how-does-easypost-respond',
    deadline: 'estimate',
    statuses: 'docs',
  },
};
