import type { BuiltInScheme } from '../spec.js';

/**
 * A batch of events under a key pair, its public half in the account. The time is part of what is signed, but how old it
 * may be is not documented, nor whether retries get a new one: a day takes them all. The body may end in CR LF.
 */
export const sendgrid: BuiltInScheme = {
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
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.sendgrid.com/for-developers/tracking-events/troubleshooting',
    deadline: 'estimate',
    statuses: 'https://docs.sendgrid.com/for-developers/tracking-events/troubleshooting',
  },
};

/**
 * Mail as a multipart form, under a security policy of its own key pair: every byte of the form is signed, its boundaries
 * too. Retried for three days after 5xx alone: every other failure drops the mail, 429 too. Whether retries get
 * a new time is not documented.
 */
export const sendgridInbound: BuiltInScheme = {
  title: 'SendGrid Inbound Parse',
  docs: 'https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks',
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
    tolerance: { past: '73h', future: '5m' },
  },
  identity: ['body'],
  identityNote:
    'A mail holds its id, its date and the way it came. The form may be cut anew for a retry, which then passes as new.',
  retries: [...Array.from({ length: 6 }, () => '10m'), ...Array.from({ length: 23 }, () => '3h')],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: ['3xx', '4xx'] },
  rests: {
    retries:
      'https://support.sendgrid.com/hc/en-us/articles/46513815674395-Understanding-Inbound-Parse-Webhook-Retry-Logic',
    deadline: 'estimate',
    statuses:
      'https://support.sendgrid.com/hc/en-us/articles/46513815674395-Understanding-Inbound-Parse-Webhook-Retry-Logic',
  },
  maxBodySize: '30mb',
};
