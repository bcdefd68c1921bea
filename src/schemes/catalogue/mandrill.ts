import type { BuiltInScheme } from '../spec.js';

/**
 * SHA-1 over the webhook's URL and the sorted form. The events are a list in the field `mandrill_events`; HEAD checks
 * the endpoint, and so does a form signed with the word `test-webhook`. Its schedule of retries is not published;
 * this one is an estimate.
 */
export const mandrill: BuiltInScheme = {
  title: 'Mailchimp Transactional (Mandrill)',
  docs: 'https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Mandrill-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'base64',
    content: '{url}{form}',
    formHas: ['mandrill_events'],
  },
  jsonField: 'mandrill_events',
  identity: ['body'],
  identityNote:
    'Each event of the list holds its id and its time. The signed URL is always the one that was registered, so it tells nothing apart.',
  event: [{ json: '/0/event' }],
  handshakes: [{ when: { method: 'HEAD' }, check: 'open', answer: { status: 200 } }],
  retries: ['1m', '10m', '1h', '6h', '12h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
