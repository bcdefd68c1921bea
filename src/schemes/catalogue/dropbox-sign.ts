import type { BuiltInScheme } from '../spec.js';

/**
 * The event's time and type are signed with the account's API key, the rest is not. The document is the field `json` of
 * a multipart form, and nothing but this very answer counts as taken.
 */
export const dropboxSign: BuiltInScheme = {
  title: 'Dropbox Sign',
  docs: 'https://developers.hellosign.com/docs/events/walkthrough/',
  trust: 'partly',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    json: '/event/event_hash',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{json:/event/event_time}{json:/event/event_type}',
  },
  time: { json: '/event/event_time', formats: ['s'], tolerance: { past: '73h', future: '5m' } },
  jsonField: 'json',
  identity: ['body'],
  identityNote:
    "Only the event's time and type are signed, and two events of one second have the same. The whole body tells them apart; the form may be cut anew for a retry, which then passes as new.",
  event: [{ json: '/event/event_type' }],
  bodyTime: '/event/event_time',
  retries: ['5m', '15m', '45m', '2h', '6h', '18h', '44h'],
  deadline: '20s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://developers.hellosign.com/api/manual-reference-pages/glossary/callbacks-events',
    deadline:
      'https://faq.hellosign.com/hc/en-us/articles/115007086247-How-many-times-does-the-Hellosign-API-retry-my-callback-before-disabling-it-',
    statuses: 'https://developers.hellosign.com/api/manual-reference-pages/glossary/callbacks-events',
  },
  acknowledgement: { status: 200, contentType: 'text/plain', body: 'Hello API Event Received' },
};
