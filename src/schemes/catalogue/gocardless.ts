import type { BuiltInScheme } from '../spec.js';

/** A delivery is a batch of events, so it has no one name; the header has the name of Standard Webhooks' and is not that. */
export const gocardless: BuiltInScheme = {
  title: 'GoCardless',
  docs: 'https://developer.gocardless.com/getting-started/staying-up-to-date-with-webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { json: '/meta/webhook_id' },
  identity: ['body'],
  identityNote: 'Each event of the batch holds its id, and the batch one of its own, which a retry repeats.',
  retries: ['15m', '30m', '1h', '2h', '4h', '8h', '16h', '24h'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://support.gocardless.com/hc/en-nz/articles/360000989989-Webhook-retries-failures',
    deadline: 'https://support.gocardless.com/hc/en-nz/articles/360000989989-Webhook-retries-failures',
    statuses: 'https://support.gocardless.com/hc/en-nz/articles/360000989989-Webhook-retries-failures',
  },
};
