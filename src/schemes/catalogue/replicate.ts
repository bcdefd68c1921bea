import { withoutEnvelope } from '../payload/without-envelope.js';
import type { Scheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks; the body is the prediction itself, so its state stands for an event's name. */
export const replicate: Scheme = {
  ...withoutEnvelope(standard),
  title: 'Replicate',
  docs: 'https://replicate.com/docs/topics/webhooks/verify-webhook',
  evidence: 'sdk',
  event: [{ json: '/status' }],
  retries: ['5s', '1m', '10m', '1h'],
};
