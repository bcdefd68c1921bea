import { withoutEnvelope } from '../payload/without-envelope.js';
import type { BuiltInScheme } from '../spec.js';
import { svix } from './svix.js';

/** Delivered by Svix; what happened is an action on a kind of object, told in one name. */
export const stytch: BuiltInScheme = {
  ...withoutEnvelope(svix),
  title: 'Stytch',
  docs: 'https://stytch.com/docs/guides/dashboard/webhooks',
  evidence: 'sdk',
  event: [{ json: '/event_type' }, { json: '/action' }],
  deadline: '12s',
  rests: {
    retries: 'https://docs.svix.com/retries',
    deadline: 'https://docs.svix.com/retries',
    statuses: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
};
