import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';
import { svix } from './svix.js';

/** Standard Webhooks on Svix's schedule. */
export const dodoPayments: BuiltInScheme = {
  ...standard,
  title: 'Dodo Payments',
  docs: 'https://docs.dodopayments.com/developer-resources/webhooks',
  evidence: 'sdk',
  retries: svix.retries,
  rests: { retries: 'docs', deadline: 'docs', statuses: 'docs' },
};
