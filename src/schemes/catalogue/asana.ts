import type { BuiltInScheme } from '../spec.js';

/**
 * The secret comes in the first request (`X-Hook-Secret`), which must be echoed. Empty batches are heartbeats. Retried
 * for a day; the steps are ours.
 */
export const asana: BuiltInScheme = {
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
  retries: ['30s', '1m', '5m', '30m', '1h', '4h', '8h', '11h'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'docs', statuses: 'docs' },
};
