import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';
import { svix } from './svix.js';

/** Standard Webhooks on Svix's schedule. */
export const liveblocks: BuiltInScheme = {
  ...standard,
  title: 'Liveblocks',
  docs: 'https://liveblocks.io/docs/platform/webhooks',
  evidence: 'sdk',
  envelope: { event: 'type', data: 'data' },
  retries: svix.retries,
  deadline: '12s',
  rests: { retries: 'docs', deadline: 'https://docs.svix.com/retries', statuses: 'docs' },
};
