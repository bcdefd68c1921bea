import type { Scheme } from '../spec.js';
import { svix } from './svix.js';

/** Delivered by Svix. The envelope's time is in milliseconds. */
export const clerk: Scheme = {
  ...svix,
  title: 'Clerk',
  docs: 'https://clerk.com/docs/guides/development/webhooks/overview',
  evidence: 'sdk',
  envelope: { event: 'type', time: 'timestamp', timeFormat: 'ms', data: 'data' },
  deadline: '12s',
};
