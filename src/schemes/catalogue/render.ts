import type { Scheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks as they are. */
export const render: Scheme = {
  ...standard,
  title: 'Render',
  docs: 'https://render.com/docs/webhooks',
  evidence: 'sdk',
};
