import type { BuiltInScheme } from '../spec.js';

/**
 * Stripe's construction with milliseconds and base64. Tries eight times, whatever an answer other than 2xx
 * says; when is not documented, the steps are ours.
 */
export const knock: BuiltInScheme = {
  title: 'Knock',
  docs: 'https://docs.knock.app/developer-tools/outbound-webhooks/overview',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'x-knock-signature',
    encoding: 'base64',
    entries: { separator: ',', assign: '=', tags: { s: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  // Whether a retry is signed anew is not documented.
  time: { formats: ['ms'], tolerance: { past: '7h', future: '5m' } },
  identity: ['body'],
  identityNote:
    'The body holds the name of the event, what it is about, and its time in millionths of a second.',
  event: [{ json: '/type' }],
  envelope: { event: 'type', time: 'created_at', data: 'data' },
  carry: ['x-knock-event', 'x-knock-environment-id'],
  writes: { 'x-knock-event': '{event}' },
  retries: ['1m', '5m', '15m', '30m', '1h', '2h', '3h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'estimate', statuses: 'docs' },
};
