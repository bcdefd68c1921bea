import type { BuiltInScheme } from '../spec.js';

/**
 * One header for each of the account's keys, numbered; any may match, the first 16 are read. The body may be XML,
 * which has no event name here. Its schedule of retries is not published; this one is an estimate.
 */
export const docusign: BuiltInScheme = {
  title: 'DocuSign Connect',
  docs: 'https://developers.docusign.com/platform/webhooks/connect/hmac/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    headers: ['X-DocuSign-Signature-{n}'],
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'The body holds the time at which it was made. A retry counts itself in the body and may pass as new, which is cheaper than a loss.',
  event: [{ json: '/event' }],
  envelope: { event: 'event', time: 'generatedDateTime', data: 'data' },
  retries: ['5m', '10m', '20m', '40m', '80m', '3h', '6h', '12h', '24h', '24h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
