import { withoutEnvelope } from '../payload/without-envelope.js';
import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks with a secret that is bare base64. */
export const brex: BuiltInScheme = {
  ...withoutEnvelope(standard),
  title: 'Brex',
  docs: 'https://developer.brex.com/docs/webhooks/',
  evidence: 'sdk',
  event: [{ json: '/event_type' }],
  deadline: '4s',
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
};
