import type { BuiltInScheme } from '../spec.js';

/**
 * Signed only where Shippo has set up HMAC for the account. Its schedule of retries is not published; this one is an
 * estimate.
 */
export const shippo: BuiltInScheme = {
  title: 'Shippo',
  docs: 'https://docs.goshippo.com/docs/tracking/webhooksecurity/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Shippo-Auth-Signature',
    encoding: 'hex',
    // Nothing is documented of several signatures: one is read.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: { past: '15m', future: '5m' } },
  identity: ['body'],
  identityNote: 'The body shows the tracked parcel with the time of its state.',
  event: [{ json: '/event' }],
  envelope: { event: 'event', data: 'data' },
  retries: ['1m', '2m', '4m'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
