import type { Scheme } from '../spec.js';

/**
 * Calendly advises a window of three minutes and retries for a day. Its schedule of retries is not published; this
 * one is an estimate.
 */
export const calendly: Scheme = {
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
  deadline: '12s',
  statuses: { accepted: ['2xx'], final: [] },
};
