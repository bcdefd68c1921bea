import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks as they are. */
export const render: BuiltInScheme = {
  ...standard,
  title: 'Render',
  docs: 'https://render.com/docs/webhooks',
  evidence: 'sdk',
  deadline: '12s',
  rests: { retries: 'estimate', deadline: 'docs', statuses: 'docs' },
};
