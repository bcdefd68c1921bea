import type { BuiltInScheme } from '../spec.js';

/**
 * The URL as configured is signed, with or without its port, and with it a form's fields; of any other body only the
 * hash that ends the signed query. Calls are not repeated.
 */
export const twilio: BuiltInScheme = {
  title: 'Twilio',
  docs: 'https://www.twilio.com/docs/usage/webhooks/webhooks-security',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Twilio-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    content: '{url}{form:distinct?}',
    portOptional: true,
    formHas: ['AccountSid'],
  },
  bodyHash: { query: 'bodySHA256', encoding: 'hex' },
  sourceId: { header: 'I-Twilio-Idempotency-Token', shape: 'token' },
  identity: ['body', 'url', 'sourceId'],
  identityNote:
    'Steps of a menu send equal forms to different signed URLs. The same digit twice at one step differs in the idempotency token alone, which is not signed and so only adds to the rest.',
  carry: ['I-Twilio-Idempotency-Token'],
  writes: { 'I-Twilio-Idempotency-Token': '{id}' },
  retries: 'none',
  deadline: '12s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'https://www.twilio.com/docs/api/errors/11205',
    statuses: 'estimate',
  },
};

/**
 * Signed with a SharedKey in place of the account's token, where a rule of the Webhooks configuration says so and its
 * algorithm is HMAC_SHA256 (one with HMAC_SHA1 is `twilio` with that key). The header that names the key is not signed
 * and not needed.
 */
export const twilioSharedKey: BuiltInScheme = {
  ...twilio,
  title: 'Twilio, shared key',
  docs: 'https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys',
  evidence: 'sdk',
  signature: {
    header: 'X-Twilio-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{url}{form:distinct?}',
    portOptional: true,
    formHas: ['AccountSid'],
  },
  carry: ['I-Twilio-Idempotency-Token', 'X-Twilio-Webhooks-Signature-Settings'],
  writes: {
    'I-Twilio-Idempotency-Token': '{id}',
    'X-Twilio-Webhooks-Signature-Settings': 'algorithm=HMAC_SHA256',
  },
  rests: {
    retries: 'estimate',
    deadline: 'https://www.twilio.com/docs/api/errors/11205',
    statuses: 'estimate',
  },
};
