import type { BuiltInScheme } from '../spec.js';

/**
 * Paddle's own libraries take five seconds of age and no more. Where clocks or a queue make that too tight, set the
 * route's `tolerance`: each attempt is signed anew.
 */
export const paddle: BuiltInScheme = {
  title: 'Paddle',
  docs: 'https://developer.paddle.com/webhooks/signature-verification',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Paddle-Signature',
    encoding: 'hex',
    // Its libraries read one `h1`; which of two is not the same in all of them.
    entries: { separator: ';', assign: '=', tags: { h1: 'hmac-sha256' }, time: 'ts' },
    content: '{time}:{body}',
  },
  time: { formats: ['s'], tolerance: { past: '5s', future: '5m' } },
  sourceId: { json: '/event_id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/event_type' }],
  envelope: { id: 'event_id', event: 'event_type', time: 'occurred_at', data: 'data' },
  // Twenty in the first hour, 47 in the first day, 60 in three days; Paddle does not publish the exact delays.
  retries: [
    ...Array<string>(20).fill('3m'),
    ...Array<string>(27).fill('51m'),
    ...Array<string>(13).fill('221m'),
  ],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'https://developer.paddle.com/webhooks/respond-to-webhooks',
    statuses: 'https://developer.paddle.com/webhooks/respond-to-webhooks',
  },
};
