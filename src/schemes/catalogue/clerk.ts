import type { BuiltInScheme } from '../spec.js';
import { svix } from './svix.js';

/** Delivered by Svix. The envelope's time is in milliseconds. */
export const clerk: BuiltInScheme = {
  ...svix,
  title: 'Clerk',
  docs: 'https://clerk.com/docs/guides/development/webhooks/overview',
  evidence: 'sdk',
  envelope: { event: 'type', time: 'timestamp', timeFormat: 'ms', data: 'data' },
  deadline: '12s',
  rests: {
    retries: 'docs',
    deadline: 'https://docs.svix.com/retries',
    statuses: 'https://clerk.com/docs/guides/development/webhooks/syncing',
  },
};
