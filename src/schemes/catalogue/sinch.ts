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

/**
 * Verification API: method, the MD5 of the body, its type, the time and the path, keyed with the application's secret. The
 * secret may be written behind the application's key (`KEY:SECRET`), which then must be the one that signed; a destination
 * needs it. Sinch reads the answer of a request event. Its schedule of retries is not published; this one is an estimate.
 */
export const sinchVerification: BuiltInScheme = {
  title: 'Sinch Verification API',
  docs: 'https://developers.sinch.com/docs/verification/api-reference/authentication/callback-signed-request',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'base64',
  signature: {
    header: 'Authorization',
    prefix: 'Application ',
    // Its documentation writes it small for Voice, and its library reads either.
    prefixAnyCase: true,
    keyName: ':',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{method}\n{md5:base64:body}\n{header:Content-Type}\nx-timestamp:{time}\n{path}',
  },
  bodyMustBeJson: 'whole',
  time: { header: 'x-timestamp', formats: ['iso'], tolerance: { past: '1h', future: '5m' } },
  identity: ['body'],
  identityNote: 'The body holds the id of the verification and which of its events this is.',
  event: [{ json: '/event' }],
  retries: ['1m', '5m', '30m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};

/** Voice API: the same construction. Sinch reads the answer, which says how the call goes on. */
export const sinchVoice: BuiltInScheme = {
  ...sinchVerification,
  title: 'Sinch Voice API',
  docs: 'https://developers.sinch.com/docs/voice/api-reference/authentication/callback-signed-request',
  evidence: 'sdk',
  identityNote: 'The body holds the id of the call, the event and its time.',
};
