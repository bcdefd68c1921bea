import { withoutEnvelope } from '../payload/without-envelope.js';
import type { Scheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks with a secret that is bare base64. */
export const brex: Scheme = {
  ...withoutEnvelope(standard),
  title: 'Brex',
  docs: 'https://developer.brex.com/docs/webhooks/',
  evidence: 'sdk',
  event: [{ json: '/event_type' }],
};
