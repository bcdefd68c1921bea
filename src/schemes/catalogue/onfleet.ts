import type { BuiltInScheme } from '../spec.js';

/**
 * SHA-512 with a hexadecimal secret, decoded. The check of the endpoint must hear 200 with the value; 204 is refused.
 * Retried every half hour for a day.
 */
export const onfleet: BuiltInScheme = {
  title: 'Onfleet',
  docs: 'https://docs.onfleet.com/reference/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'hex',
  signature: {
    header: 'X-Onfleet-Signature',
    algorithm: 'hmac-sha512',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: "The body holds the event's time in milliseconds, which a retry repeats.",
  event: [{ json: '/triggerName' }, { json: '/triggerId' }],
  handshakes: [
    {
      when: { method: 'GET', query: { check: '*' } },
      check: 'open',
      answer: { status: 200, text: '{query:check}' },
    },
  ],
  retries: Array.from({ length: 48 }, () => '30m'),
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://docs.onfleet.com/reference/retry',
    deadline: 'estimate',
    statuses: 'https://docs.onfleet.com/reference/retry',
  },
};
