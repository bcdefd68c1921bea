import { withoutEnvelope } from '../payload/without-envelope.js';
import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks; the body is the prediction itself, so its state stands for an event's name. */
export const replicate: BuiltInScheme = {
  ...withoutEnvelope(standard),
  title: 'Replicate',
  docs: 'https://replicate.com/docs/topics/webhooks/verify-webhook',
  evidence: 'sdk',
  event: [{ json: '/status' }],
  retries: ['5s', '1m', '10m', '1h'],
  deadline: '4s',
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
};
