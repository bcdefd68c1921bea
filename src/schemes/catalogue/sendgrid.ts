import type { Scheme } from '../spec.js';

/**
 * A batch of events under a key pair, its public half in the account. The time is part of what is signed, but how old it
 * may be is not documented, nor whether retries get a new one: a day takes them all. The body may end in CR LF.
 */
export const sendgrid: Scheme = {
  title: 'SendGrid event webhook',
  docs: 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'public-key',
  signature: {
    header: 'X-Twilio-Email-Event-Webhook-Signature',
    algorithm: 'ecdsa-sha256',
    encoding: 'base64',
    content: '{time}{body}',
  },
  time: {
    header: 'X-Twilio-Email-Event-Webhook-Timestamp',
    formats: ['s'],
    tolerance: { past: '25h', future: '5m' },
  },
  bodyMustBeJson: true,
  identity: ['body'],
  identityNote: 'Each event of the batch holds its id and its time.',
  retries: ['5m', '10m', '20m', '40m', '1h', '2h', '4h', '8h', '8h'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
};
