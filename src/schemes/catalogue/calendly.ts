import type { BuiltInScheme } from '../spec.js';

/**
 * Calendly advises a window of three minutes and retries for a day. The steps are ours.
 */
export const calendly: BuiltInScheme = {
  title: 'Calendly',
  docs: 'https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Calendly-Webhook-Signature',
    encoding: 'hex',
    // Its example keeps the last `v1`.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: { past: '25h', future: '5m' } },
  identity: ['body'],
  identityNote: "The body holds the event's time, which a retry repeats.",
  event: [{ json: '/event' }],
  envelope: { event: 'event', time: 'created_at', data: 'payload' },
  retries: ['1m', '5m', '30m', '1h', '2h', '4h', '8h', '8h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries:
      'https://community.calendly.com/developer-faq-62/why-am-i-not-receiving-webhook-data-how-does-a-webhook-become-disabled-548',
    deadline: 'estimate',
    statuses:
      'https://community.calendly.com/developer-faq-62/why-am-i-not-receiving-webhook-data-how-does-a-webhook-become-disabled-548',
  },
};
