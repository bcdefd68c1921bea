import type { Scheme } from '../spec.js';
import { standard } from './standard.js';

/** Standard Webhooks as they are. */
export const dodoPayments: Scheme = {
  ...standard,
  title: 'Dodo Payments',
  docs: 'https://docs.dodopayments.com/developer-resources/webhooks',
  evidence: 'sdk',
};
