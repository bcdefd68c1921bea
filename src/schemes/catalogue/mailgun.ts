import type { BuiltInScheme } from '../spec.js';

/**
 * Time and token are signed, the event is not: whoever holds one signed pair can put any event beside it. So the token
 * is the identity, good for one event, and its age is limited to Mailgun's eight hours of retries.
 */
export const mailgun: BuiltInScheme = {
  title: 'Mailgun',
  docs: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks',
  trust: 'authenticated',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    json: '/signature/signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{time}{json:/signature/token}',
  },
  time: { json: '/signature/timestamp', formats: ['s'], tolerance: { past: '9h', future: '5m' } },
  sourceId: { json: '/signature/token' },
  identity: ['id'],
  identityNote:
    'Of the body only time and token are signed. The token is made for one delivery, so whatever stands beside it counts once.',
  event: [{ json: '/event-data/event' }],
  retries: ['5m', '10m', '15m', '1h', '2h', '4h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: ['406'] },
  rests: {
    retries: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-retries',
    deadline: 'estimate',
    statuses: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-retries',
  },
};

/**
 * Messages that a route forwards: a form, multipart where there are attachments, and time and token are fields of it.
 * Nothing else is signed.
 */
export const mailgunRoutes: BuiltInScheme = {
  title: 'Mailgun routes',
  docs: 'https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http',
  trust: 'authenticated',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    field: 'signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{time}{field:token}',
  },
  time: { field: 'timestamp', formats: ['s'], tolerance: { past: '9h', future: '5m' } },
  sourceId: { field: 'token' },
  identity: ['id'],
  identityNote:
    'Of the form only time and token are signed. The token is made for one delivery, so whatever stands beside it counts once.',
  retries: ['10m', '15m', '30m', '1h', '2h', '4h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: ['406'] },
  rests: { retries: 'docs', deadline: 'estimate', statuses: 'docs' },
  maxBodySize: '30mb',
};
