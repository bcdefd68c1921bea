import type { BuiltInScheme } from '../spec.js';

/**
 * A webhook is verified at its start and now and then by a header that must come back. Retried up to
 * fourteen times, seven of them ever later and then every three hours; what is not retried disables the webhook.
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
  retries: [
    ...Array.from({ length: 7 }, (_, index) => `${2 ** index}m`),
    ...Array.from({ length: 7 }, () => '3h'),
  ],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [], disables: ['410'] },
  rests: {
    retries: 'https://github.com/smartsheet-platform/api-docs/blob/master/source/_webhooks.html.md.erb',
    deadline: 'estimate',
    statuses: 'https://github.com/smartsheet-platform/api-docs/blob/master/source/_webhooks.html.md.erb',
  },
};
