import type { BuiltInScheme } from '../spec.js';

/**
 * Time and body are signed without anything between them, so one signature fits several splits of the same text.
 * Strict time formats and a body that must start as JSON leave exactly one split standing. Whether retries get a new
 * time is not documented: a day of tolerance takes all of them either way.
 */
export const realEstate: BuiltInScheme = {
  title: 'Real-estate API',
  docs: 'https://example.com/docs/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{time}{body}',
  },
  time: {
    header: 'X-Webhook-Timestamp',
    formats: ['s', 'ms', 'iso'],
    tolerance: { past: '24h', future: '5m' },
  },
  bodyMustBeJson: true,
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'created', data: 'data' },
  retries: ['5m', '30m', '2h', '5h', '10h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'docs', statuses: 'docs' },
};
