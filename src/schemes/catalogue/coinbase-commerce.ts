import type { BuiltInScheme } from '../spec.js';

/** The body's own id and `attempt_number` change with each attempt: the event's id is the one inside `event`. */
export const coinbaseCommerce: BuiltInScheme = {
  title: 'Coinbase Commerce',
  docs: 'https://docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-security',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-CC-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { json: '/event/id' },
  identity: ['id'],
  identityNote: 'The id inside the event is the same on each retry. The body is not: it counts the attempts.',
  event: [{ json: '/event/type' }],
  bodyTime: '/event/created_at',
  retries: ['1m', '2m', '4m', '8m', '16m', '32m', ...Array<string>(71).fill('1h')],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://docs.cloud.coinbase.com/commerce-onchain/docs/webhooks',
    deadline: 'estimate',
    statuses: 'https://docs.cloud.coinbase.com/commerce-onchain/docs/webhooks',
  },
};
