import type { BuiltInScheme } from '../spec.js';

/**
 * The body is a list of events. While a secret is replaced there may be several `v1` entries. Its schedule of retries
 * is not published; this one is an estimate.
 */
export const tailscale: BuiltInScheme = {
  title: 'Tailscale',
  docs: 'https://tailscale.com/kb/1213/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Tailscale-Webhook-Signature',
    encoding: 'hex',
    // Its example verifier tries each.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't', several: true },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: { past: '2h', future: '5m' } },
  identity: ['body'],
  identityNote: 'Each event of the list holds its time.',
  event: [{ json: '/0/type' }],
  retries: ['1m', '5m', '15m', '1h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
