import type { BuiltInScheme } from '../spec.js';

/** SHA-512 in a list that looks like Stripe's; the tag is `v0`. Never retries. */
export const affirm: BuiltInScheme = {
  title: 'Affirm',
  docs: 'https://docs.affirm.com/developers/docs/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Affirm-Signature',
    encoding: 'hex',
    // Nothing is documented of several signatures: one is read.
    entries: { separator: ',', assign: '=', tags: { v0: 'hmac-sha512' }, time: 't' },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: '5m' },
  identity: ['body'],
  identityNote: 'The body holds the checkout and the time of the event. Affirm never retries.',
  event: [{ json: '/event' }, { json: '/type' }],
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.affirm.com/developers/docs/webhook-best-practices',
    deadline: 'estimate',
    statuses: 'estimate',
  },
};
