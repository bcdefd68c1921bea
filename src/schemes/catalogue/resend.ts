import type { BuiltInScheme } from '../spec.js';
import { svix } from './svix.js';

/** Delivered by Svix. */
export const resend: BuiltInScheme = {
  ...svix,
  title: 'Resend',
  docs: 'https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests',
  evidence: 'sdk',
  envelope: { event: 'type', time: 'created_at', data: 'data' },
  deadline: '12s',
  rests: {
    retries: 'https://resend.com/docs/webhooks/retries-and-replays',
    deadline: 'https://docs.svix.com/retries',
    statuses: 'https://docs.svix.com/retries',
  },
};
