import { withoutEnvelope } from '../payload/without-envelope.js';
import type { Scheme } from '../spec.js';
import { svix } from './svix.js';

/** Delivered by Svix; what happened is an action on a kind of object, told in one name. */
export const stytch: Scheme = {
  ...withoutEnvelope(svix),
  title: 'Stytch',
  docs: 'https://stytch.com/docs/guides/dashboard/webhooks',
  evidence: 'sdk',
  event: [{ json: '/event_type' }, { json: '/action' }],
  deadline: '12s',
};
