import type { Scheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * With a signing token (GitLab 19 and later) a delivery is signed as Standard Webhooks has it; the event's name stays
 * in its unsigned header.
 */
export const gitlabSigned: Scheme = {
  ...standard,
  title: 'GitLab, signing token',
  docs: 'https://docs.gitlab.com/user/project/integrations/webhooks/',
  evidence: 'documentation',
  event: [{ header: 'X-Gitlab-Event' }, { json: '/object_kind' }],
  carry: ['X-Gitlab-Event', 'X-Gitlab-Event-UUID', 'X-Gitlab-Webhook-UUID', 'X-Gitlab-Instance'],
  writes: { 'X-Gitlab-Event': '{event}' },
  retries: 'none',
  deadline: '8s',
};
