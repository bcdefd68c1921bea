import type { BuiltInScheme } from '../spec.js';

/** Standard Webhooks under header names of its own; the secret is bare base64, without `whsec_`. */
export const finch: BuiltInScheme = {
  title: 'Finch',
  docs: 'https://developer.tryfinch.com/developer-resources/Webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'base64',
  signature: {
    header: 'Finch-Signature',
    encoding: 'base64',
    // Its libraries try each.
    entries: { separator: ' ', assign: ',', tags: { v1: 'hmac-sha256' }, several: true },
    content: '{id}.{time}.{body}',
  },
  time: { header: 'Finch-Timestamp', formats: ['s'], tolerance: '5m' },
  idHeader: 'Finch-Event-Id',
  sourceId: { header: 'Finch-Event-Id' },
  identity: ['id', 'body'],
  identityNote:
    'The signed id in the header is new for each event and the same on each retry. The same id with another body is delivered too.',
  event: [{ json: '/event_type' }],
  retries: ['5s', '5m', '30m', '2h', '5h', '10h', '10h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
