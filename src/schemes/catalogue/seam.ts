import { withoutEnvelope } from '../payload/without-envelope.js';
import type { BuiltInScheme } from '../spec.js';
import { svix } from './svix.js';

/** Delivered by Svix. The body is the event itself, with `event_type` among its members. */
export const seam: BuiltInScheme = {
  ...withoutEnvelope(svix),
  title: 'Seam',
  docs: 'https://docs.seam.co/latest/developer-tools/webhooks',
  evidence: 'sdk',
  event: [{ json: '/event_type' }],
  rests: {
    retries: 'estimate',
    deadline: 'https://docs.svix.com/retries',
    statuses: 'https://docs.svix.com/retries',
  },
};
