import type { BuiltInScheme } from '../spec.js';

/**
 * Conversation API: body first, then a nonce and the time. The other Sinch products sign differently. 4xx other than
 * 429 ends the retries (as documented of its messages), which go on for two days, perhaps with the first time.
 */
export const sinch: BuiltInScheme = {
  title: 'Sinch Conversation API',
  docs: 'https://developers.sinch.com/docs/conversation/callbacks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'x-sinch-webhook-signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}.{header:x-sinch-webhook-signature-nonce}.{time}',
  },
  bodyMustBeJson: 'whole',
  time: {
    header: 'x-sinch-webhook-signature-timestamp',
    formats: ['s'],
    tolerance: { past: '48h', future: '5m' },
  },
  sourceId: { header: 'x-sinch-webhook-signature-nonce' },
  identity: ['body'],
  identityNote:
    'The body holds the times of the event and of its acceptance. The nonce is new for each attempt.',
  writes: {
    'x-sinch-webhook-signature-nonce': '{id}',
    'x-sinch-webhook-signature-algorithm': 'HmacSHA256',
  },
  retries: Array.from({ length: 15 }, (_, index) => `${5 * 2 ** index}s`),
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: ['4xx'], retry: ['429'] },
  rests: {
    retries: 'https://developers.sinch.com/docs/sms/api-reference/sms/tag/Webhooks',
    deadline: 'estimate',
    statuses: 'https://developers.sinch.com/docs/sms/api-reference/sms/tag/Webhooks',
  },
};

/**
 * Numbers API: another header, and SHA-1 over the body alone, keyed with the secret of the project's callbacks. Its
 * schedule of retries is not published; this one is an estimate.
 */
export const sinchNumbers: BuiltInScheme = {
  title: 'Sinch Numbers API',
  docs: 'https://developers.sinch.com/docs/numbers/api-reference/numbers/numbers-callbacks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Sinch-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { json: '/eventId' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/eventType' }],
  retries: ['5s', '10s', '20s', '40s', '80s', '160s', '320s'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'docs' },
};
