import type { BuiltInScheme } from '../spec.js';

/** The time is in milliseconds, and some of its libraries insist on the blank behind the comma. */
export const workos: BuiltInScheme = {
  title: 'WorkOS',
  docs: 'https://workos.com/docs/events/data-syncing/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'WorkOS-Signature',
    encoding: 'hex',
    // Its libraries read the first two entries, the time and one signature.
    entries: { separator: ', ', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  time: { formats: ['ms'], tolerance: '3m' },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/event' }],
  envelope: { id: 'id', event: 'event', time: 'created_at', data: 'data' },
  retries: ['5m', '30m', '2h', '8h', '20h', '40h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://workos.com/docs/webhooks',
    deadline: 'estimate',
    statuses: 'https://workos.com/docs/webhooks',
  },
};
