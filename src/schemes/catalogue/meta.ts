import type { BuiltInScheme } from '../spec.js';

/**
 * Facebook, Messenger, Instagram, WhatsApp: keyed with the app's secret, signed over the escaped text that is sent
 * (never re-serialise it). Batches; failed ones come again for a day and a half (WhatsApp: a week). Its schedule of
 * retries is not published; this one is an estimate.
 */
export const meta: BuiltInScheme = {
  title: 'Meta',
  docs: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Hub-Signature-256',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'Each entry of the batch holds its time, and messages their ids.',
  event: [{ json: '/object' }],
  handshakes: [
    {
      when: { method: 'GET', query: { 'hub.mode': 'subscribe', 'hub.challenge': '*' } },
      check: { token: { query: 'hub.verify_token' } },
      answer: { status: 200, text: '{query:hub.challenge}' },
    },
  ],
  retries: ['1s', '1m', '10m', '1h', '5h', '10h', '20h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
