import type { BuiltInScheme } from '../spec.js';

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const standard: BuiltInScheme = {
  title: 'Standard Webhooks',
  docs: 'https://www.standardwebhooks.com',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'standard',
  signature: {
    header: 'webhook-signature',
    encoding: 'base64',
    entries: { separator: ' ', assign: ',', tags: { v1: 'hmac-sha256', v1a: 'ed25519' }, several: true },
    content: '{id}.{time}.{body}',
  },
  time: { header: 'webhook-timestamp', formats: ['s'], tolerance: '5m' },
  idHeader: 'webhook-id',
  twins: {
    'webhook-id': 'svix-id',
    'webhook-timestamp': 'svix-timestamp',
    'webhook-signature': 'svix-signature',
  },
  sourceId: { header: 'webhook-id' },
  identity: ['id', 'body'],
  identityNote:
    'The signed id in the header is new for each event and the same on each retry. The same id with another body is delivered too.',
  event: [{ json: '/type' }],
  envelope: { event: 'type', time: 'timestamp', data: 'data' },
  retries: ['5s', '5m', '30m', '2h', '5h', '10h', '14h', '20h', '24h'],
  signsRetriesAnew: true,
  deadline: '12s',
  statuses: { accepted: ['2xx'], final: [], disables: ['410'] },
  rests: {
    retries: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
    deadline: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
    statuses: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
};
