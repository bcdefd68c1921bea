import type { BuiltInScheme } from '../spec.js';

/**
 * A static token, which proves who sent a delivery and nothing about its body; newer versions can sign, see
 * `gitlab-signed`. Never retries by itself, and disables an endpoint that keeps failing.
 */
export const gitlab: BuiltInScheme = {
  title: 'GitLab, secret token',
  docs: 'https://docs.gitlab.com/user/project/integrations/webhooks/',
  trust: 'authenticated',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'X-Gitlab-Token', algorithm: 'plain', encoding: 'text', content: '{secret}' },
  sourceId: { header: 'Idempotency-Key' },
  identity: ['body', 'event'],
  identityNote:
    'The token says nothing about the body. Bodies have no time of sending: a tag that is made, deleted and made again has equal bytes. The name in the header is another event at least.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-Gitlab-Event', shape: 'A b' }],
  carry: [
    'X-Gitlab-Event',
    'X-Gitlab-Event-UUID',
    'X-Gitlab-Webhook-UUID',
    'X-Gitlab-Instance',
    'Idempotency-Key',
  ],
  writes: { 'X-Gitlab-Event': '{event}', 'Idempotency-Key': '{id}' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'docs' },
};
