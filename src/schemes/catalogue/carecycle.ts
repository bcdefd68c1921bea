import type { Scheme } from '../spec.js';
import { svix } from './svix.js';

/** careCycle delivers through Svix's cloud, which gives up after 15 s. */
export const carecycle: Scheme = {
  ...svix,
  title: 'careCycle',
  docs: 'https://docs.carecycle.ai/webhooks',
  evidence: 'sdk',
  deadline: '12s',
};
