import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * With a signing token (GitLab 19 and later) a delivery is signed as Standard Webhooks has it. The event's name is the
 * body's (`push`, not `Push Hook`), because that is signed; the unsigned header counts where the body has none.
 */
export const gitlabSigned: BuiltInScheme = {
  ...standard,
  title: 'GitLab, signing token',
  docs: 'https://docs.gitlab.com/user/project/integrations/webhooks/',
  evidence: 'sdk',
  event: [{ json: '/object_kind' }, { json: '/event_name' }, { header: 'X-Gitlab-Event', shape: 'A b' }],
  carry: ['X-Gitlab-Event', 'X-Gitlab-Event-UUID', 'X-Gitlab-Webhook-UUID', 'X-Gitlab-Instance'],
  writes: { 'X-Gitlab-Event': '{event}' },
  retries: 'none',
  deadline: '4s',
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  },
};
