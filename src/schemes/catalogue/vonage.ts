import type { BuiltInScheme } from '../spec.js';

/**
 * A JWT in the Authorization header, with the body's hash. The claim has no end of its own: `iat` may be five minutes
 * old. The key is the account's signature secret. Retried for a day; the steps are ours.
 */
export const vonage: BuiltInScheme = {
  title: 'Vonage',
  docs: 'https://developer.vonage.com/en/getting-started/concepts/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Authorization',
    prefix: 'Bearer ',
    jwt: {
      hashes: { payload_hash: { of: 'body', encoding: 'hex', unlessEmpty: true } },
      claims: { iss: 'Vonage' },
      maxAge: '5m',
    },
  },
  identity: ['body'],
  identityNote: 'The body holds the id of the message or the call with its state and time.',
  event: [{ json: '/status' }, { json: '/event' }],
  retries: ['10s', '1m', '5m', '1h', '6h', '17h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries:
      'https://github.com/Nexmo/nexmo-developer/blob/main/_documentation/en/messaging/sms/guides/inbound-sms.md',
    deadline:
      'https://github.com/Nexmo/nexmo-developer/blob/main/_examples/concepts/guides/webhooks-setup/voice.md',
    statuses:
      'https://github.com/Nexmo/nexmo-developer/blob/main/_documentation/en/messaging/sms/guides/inbound-sms.md',
  },
};
