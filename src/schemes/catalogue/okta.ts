import type { BuiltInScheme } from '../spec.js';

/**
 * Event hooks carry a header of the operator's own choice; this is the usual one, and its value the secret. The
 * one-time check asks with a header. Retried once, after silence or a 5xx.
 */
export const okta: BuiltInScheme = {
  title: 'Okta event hooks',
  docs: 'https://developer.okta.com/docs/concepts/event-hooks/',
  trust: 'authenticated',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'Authorization', algorithm: 'plain', encoding: 'text', content: '{secret}' },
  sourceId: { json: '/eventId' },
  identity: ['id'],
  identityNote:
    "The body has the event's id, new for each event and the same on each retry. Whoever knows the header's value writes it.",
  event: [{ json: '/data/events/0/eventType' }, { json: '/eventType' }],
  envelope: { id: 'eventId', event: 'eventType', time: 'eventTime', data: 'data' },
  handshakes: [
    {
      when: { method: 'GET', headers: { 'X-Okta-Verification-Challenge': '*' } },
      check: 'open',
      answer: { status: 200, json: { verification: '{header:X-Okta-Verification-Challenge}' } },
    },
  ],
  retries: ['1s'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: ['4xx'] },
  rests: { retries: 'docs', deadline: 'docs', statuses: 'docs' },
};
