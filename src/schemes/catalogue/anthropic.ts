import { withoutEnvelope } from '../payload/without-envelope.js';
import type { Scheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * Standard Webhooks unchanged. The body's own type is always `event`; what has happened is the type of its data. An
 * endpoint that redirects is disabled at once. Documents one retry at least; the schedule is an estimate.
 */
export const anthropic: Scheme = {
  ...withoutEnvelope(standard),
  title: 'Anthropic',
  docs: 'https://platform.claude.com/docs/en/managed-agents/webhooks',
  evidence: 'documentation',
  event: [{ json: '/data/type' }],
  retries: ['5s', '5m', '30m', '2h'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [], disables: ['3xx'] },
};
