import type { BuiltInScheme } from '../spec.js';

/**
 * The version is part of what is signed. While a secret is replaced there are several `v1` entries. Its schedule of
 * retries is ten minutes apart, three times.
 */
export const revolut: BuiltInScheme = {
  title: 'Revolut',
  docs: 'https://developer.revolut.com/docs/guides/merchant/monitor-and-observe/webhooks/verify-the-payload-signature',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Revolut-Signature',
    encoding: 'hex',
    // Its documentation says that each counts while a secret is replaced.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, several: true },
    content: 'v1.{time}.{body}',
  },
  time: {
    header: 'Revolut-Request-Timestamp',
    formats: ['ms'],
    tolerance: { past: '40m', future: '5m' },
  },
  identity: ['body', 'time'],
  identityNote:
    "The body names an order and what has happened to it, and a payment may fail twice: the signed time is the event's own, so a retry repeats it.",
  event: [{ json: '/event' }],
  retries: ['10m', '10m', '10m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries:
      'https://developer.revolut.com/docs/guides/accept-payments/tutorials/work-with-webhooks/using-webhooks',
    deadline: 'estimate',
    statuses:
      'https://developer.revolut.com/docs/guides/accept-payments/tutorials/work-with-webhooks/using-webhooks',
  },
};
