import { withoutEnvelope } from '../payload/without-envelope.js';
import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * Standard Webhooks; the body is the prediction itself, so its state stands for an event's name. The last
 * retry is about a minute after the first attempt, and only of the final state; the steps are ours.
 */
export const replicate: BuiltInScheme = {
  ...withoutEnvelope(standard),
  title: 'Replicate',
  docs: 'https://replicate.com/docs/topics/webhooks/verify-webhook',
  evidence: 'sdk',
  event: [{ json: '/status' }],
  retries: ['5s', '10s', '20s', '25s'],
  deadline: '4s',
  rests: {
    retries: 'https://replicate.com/docs/topics/webhooks/receive-webhook',
    deadline: 'estimate',
    statuses: 'https://replicate.com/docs/topics/webhooks/receive-webhook',
  },
};
