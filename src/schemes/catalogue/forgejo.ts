import type { BuiltInScheme } from '../spec.js';

/**
 * Sends the same digest in the headers of Forgejo, Gitea and GitHub; only its own counts. Never retries by itself.
 */
export const forgejo: BuiltInScheme = {
  title: 'Forgejo',
  docs: 'https://forgejo.org/docs/latest/user/webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Forgejo-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { header: 'X-Forgejo-Delivery' },
  identity: ['body', 'event'],
  identityNote:
    'Bodies show repositories and commits and are equal for different events; only the unsigned name in the header differs. A tag that is made again has equal bytes too.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-Forgejo-Event', shape: 'a_b' }],
  carry: ['X-Forgejo-Event', 'X-Forgejo-Event-Type', 'X-Forgejo-Delivery'],
  writes: { 'X-Forgejo-Event': '{event}', 'X-Forgejo-Delivery': '{id}' },
  retries: 'none',
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
