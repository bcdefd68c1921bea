import type { BuiltInScheme } from '../spec.js';

/** Only `v1` entries count: `v0` is Stripe's test scheme. The `whsec_` secret is text here and never decoded. */
export const stripe: BuiltInScheme = {
  title: 'Stripe',
  docs: 'https://docs.stripe.com/webhooks/signature',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Stripe-Signature',
    encoding: 'hex',
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't', several: true },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: '5m' },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'created', timeFormat: 's', data: 'data' },
  retries: ['1h', '2h', '4h', '8h', '12h', '12h', '12h', '12h', '12h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.stripe.com/webhooks/process-undelivered-events',
    deadline: 'estimate',
    statuses: 'estimate',
  },
};
