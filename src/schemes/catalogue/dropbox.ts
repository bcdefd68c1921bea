import type { BuiltInScheme } from '../spec.js';

/**
 * Only says whose files changed, so equal bodies are different events: none is a duplicate of another. Keyed with the
 * app's secret. Its schedule of retries is not published; this one is an estimate.
 */
export const dropbox: BuiltInScheme = {
  title: 'Dropbox',
  docs: 'https://www.dropbox.com/developers/reference/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Dropbox-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  identity: [],
  identityNote:
    'The body only names the accounts whose files have changed, so each change of one account has the same bytes, and nothing else is signed.',
  handshakes: [
    {
      when: { method: 'GET', query: { challenge: '*' } },
      check: 'open',
      answer: { status: 200, text: '{query:challenge}' },
    },
  ],
  retries: ['10s', '30s', '1m', '5m', '5m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
