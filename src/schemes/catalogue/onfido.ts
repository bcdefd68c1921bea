import type { BuiltInScheme } from '../spec.js';

/** Everything stands below `payload`; there is no id of the event, only of the object it is about. */
export const onfido: BuiltInScheme = {
  title: 'Onfido',
  docs: 'https://documentation.onfido.com/api/latest/#webhook-security',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-SHA2-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    "The body holds the object's id, what has happened to it and when; what has no time happens once.",
  event: [{ json: '/payload/action' }],
  retries: ['30s', '2m', '15m', '2h', '10h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
