import type { BuiltInScheme } from '../spec.js';
import { svix } from './svix.js';

/** careCycle delivers through Svix's cloud, which gives up after 15 s. */
export const carecycle: BuiltInScheme = {
  ...svix,
  title: 'careCycle',
  docs: 'https://docs.carecycle.ai/webhooks',
  evidence: 'sdk',
  deadline: '12s',
  rests: { retries: 'docs', deadline: 'https://docs.svix.com/retries', statuses: 'docs' },
};
