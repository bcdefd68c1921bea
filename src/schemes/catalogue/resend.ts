import type { Scheme } from '../spec.js';
import { svix } from './svix.js';

/** Delivered by Svix. */
export const resend: Scheme = {
  ...svix,
  title: 'Resend',
  docs: 'https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests',
  evidence: 'sdk',
  envelope: { event: 'type', time: 'created_at', data: 'data' },
  deadline: '12s',
};
