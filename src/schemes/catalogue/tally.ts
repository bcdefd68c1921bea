import type { BuiltInScheme } from '../spec.js';

/** Unsigned unless the form's webhook has a signing secret. */
export const tally: BuiltInScheme = {
  title: 'Tally',
  docs: 'https://tally.so/help/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Tally-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { json: '/eventId' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/eventType' }],
  envelope: { id: 'eventId', event: 'eventType', time: 'createdAt', data: 'data' },
  retries: ['5m', '30m', '1h', '6h', '1d'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://developers.tally.so/api-reference/endpoint/webhooks/events/retry',
    deadline: 'estimate',
    statuses: 'estimate',
  },
};
