import type { BuiltInScheme } from '../spec.js';

/**
 * A webhook is verified at its start and now and then by a header that must come back. Its schedule of retries is not
 * published; this one is an estimate.
 */
export const smartsheet: BuiltInScheme = {
  title: 'Smartsheet',
  docs: 'https://developers.smartsheet.com/api/smartsheet/guides/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Smartsheet-Hmac-SHA256',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'The body holds a nonce and its own time.',
  event: [{ json: '/events/0/objectType' }, { json: '/newWebhookStatus' }],
  handshakes: [
    {
      when: { method: 'POST', headers: { 'Smartsheet-Hook-Challenge': '*' } },
      check: 'open',
      answer: {
        status: 200,
        headers: { 'Smartsheet-Hook-Response': '{header:Smartsheet-Hook-Challenge}' },
      },
    },
  ],
  retries: ['1m', '5m', '15m', '30m', '1h', '3h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
