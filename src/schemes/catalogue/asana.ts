import type { Scheme } from '../spec.js';

/**
 * The secret comes in the first request (`X-Hook-Secret`), which must be echoed. Empty batches are heartbeats.
 * Its schedule of retries is not published; this one is an estimate.
 */
export const asana: Scheme = {
  title: 'Asana',
  docs: 'https://developers.asana.com/docs/webhooks-guide',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Hook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'Each event of a batch holds its time. Empty batches are equal heartbeats, of which none is missed.',
  event: [{ json: '/events/0/action' }],
  handshakes: [
    {
      when: { method: 'POST', headers: { 'X-Hook-Secret': '*' } },
      check: 'open',
      secret: { header: 'X-Hook-Secret' },
      answer: { status: 200, headers: { 'X-Hook-Secret': '{header:X-Hook-Secret}' } },
    },
  ],
  retries: ['30s', '1m', '5m', '30m', '1h', '4h', '8h', '10h'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
};
