import type { BuiltInScheme } from '../spec.js';

/**
 * Bare hex under its own header. It also sends GitHub's headers for compatibility; they are not looked at, so a wrong
 * signature here is not rescued there. Never retries by itself.
 */
export const gitea: BuiltInScheme = {
  title: 'Gitea',
  docs: 'https://docs.gitea.com/usage/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Gitea-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { header: 'X-Gitea-Delivery' },
  identity: ['body', 'event'],
  identityNote:
    'Bodies show repositories and commits and are equal for different events; only the unsigned name in the header differs. A tag that is made again has equal bytes too.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-Gitea-Event', shape: 'a_b' }],
  carry: ['X-Gitea-Event', 'X-Gitea-Event-Type', 'X-Gitea-Delivery'],
  writes: { 'X-Gitea-Event': '{event}', 'X-Gitea-Delivery': '{id}' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://github.com/go-gitea/gitea/blob/main/services/webhook/deliver.go',
    deadline: 'https://github.com/go-gitea/gitea/blob/main/modules/setting/webhook.go',
    statuses: 'https://github.com/go-gitea/gitea/blob/main/services/webhook/deliver.go',
  },
};
