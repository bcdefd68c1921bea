import type { BuiltInScheme } from '../spec.js';

/**
 * A batch of events. Without a secret it sends unsigned, which is refused here. Its schedule of retries is not
 * published; this one is an estimate.
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
  retries: ['10m', '30m', '1h', '6h', '12h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
