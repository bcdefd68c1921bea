import type { BuiltInScheme } from '../spec.js';

/**
 * A batch of events. Without a secret it sends unsigned, which is refused here. 200 accepts the whole batch; after 202
 * only the events that the answer lists are taken for processed. Retried for a week.
 */
export const fastspring: BuiltInScheme = {
  title: 'FastSpring',
  docs: 'https://developer.fastspring.com/reference/message-security',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-FS-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'Each event of the batch holds its id and its time.',
  event: [{ json: '/events/0/type' }],
  retries: ['1h', '2h', '4h', '6h', '6h', '6h', '24h', '24h', '24h', '24h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://developer.fastspring.com/reference/processed-and-unprocessed-webhook-events',
    deadline: 'estimate',
    statuses: 'https://developer.fastspring.com/reference/processed-and-unprocessed-webhook-events',
  },
};
