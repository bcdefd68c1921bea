import type { BuiltInScheme } from '../spec.js';

/** Sent up to 14 times, each time after twice as long. */
export const aftership: BuiltInScheme = {
  title: 'AfterShip',
  docs: 'https://www.aftership.com/docs/tracking/webhook/webhook-signature',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'aftership-hmac-sha256',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { json: '/event_id' },
  identity: ['body'],
  identityNote: 'The body holds an id and the time of the event, which a retry repeats.',
  event: [{ json: '/event' }],
  envelope: { id: 'event_id', event: 'event', time: 'ts', timeFormat: 's', data: 'msg' },
  retries: Array.from({ length: 13 }, (_, index) => `${30 * 2 ** index}s`),
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://developers.aftership.com/reference/webhook',
    deadline: 'estimate',
    statuses: 'https://developers.aftership.com/reference/webhook',
  },
};
