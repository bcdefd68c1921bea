import type { Scheme } from '../spec.js';

/**
 * The secret is brought into Unicode's NFKD form before it is used as a key, which matters for anything beyond ASCII.
 * Its schedule of retries is not published; this one is an estimate.
 */
export const easypost: Scheme = {
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
  retries: ['1m', '5m', '15m', '1h', '4h', '8h'],
  deadline: '6s',
  statuses: { accepted: ['2xx'], final: [] },
};
