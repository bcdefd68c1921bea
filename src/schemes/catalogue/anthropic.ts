import { withoutEnvelope } from '../payload/without-envelope.js';
import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * Standard Webhooks unchanged. The body's own type is always `event`; what has happened is the type of its data. An
 * endpoint that redirects is disabled at once. Documents one retry at least; the schedule is an estimate.
 */
export const anthropic: BuiltInScheme = {
  ...withoutEnvelope(standard),
  title: 'Anthropic',
  docs: 'https://platform.claude.com/docs/en/managed-agents/webhooks',
  evidence: 'sdk',
  event: [{ json: '/data/type' }],
  retries: ['5s', '5m', '30m', '2h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [], disables: ['3xx'] },
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses:
      'https://github.com/anthropics/skills/blob/main/skills/claude-api/shared/managed-agents-webhooks.md',
  },
};
