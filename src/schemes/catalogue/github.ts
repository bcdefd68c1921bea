import type { BuiltInScheme } from '../spec.js';

/** GitHub never retries by itself; equal bodies are sent for different events, whose name stands in a header alone. */
export const github: BuiltInScheme = {
  title: 'GitHub',
  docs: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Hub-Signature-256',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  sourceId: { header: 'X-GitHub-Delivery' },
  identity: ['body', 'event'],
  identityNote:
    'Equal bodies are sent for different events, and only the unsigned name in the header differs. Most bodies hold the time of a change, but a workflow that is started twice by hand has equal bytes.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-GitHub-Event', shape: 'a_b' }],
  carry: [
    'X-GitHub-Event',
    'X-GitHub-Delivery',
    'X-GitHub-Hook-ID',
    'X-GitHub-Hook-Installation-Target-ID',
    'X-GitHub-Hook-Installation-Target-Type',
  ],
  writes: { 'X-GitHub-Event': '{event}', 'X-GitHub-Delivery': '{id}' },
  // Its library for Node answers 400 if one of these is not there.
  verifierNeeds: ['X-GitHub-Event', 'X-GitHub-Delivery'],
  retries: 'none',
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries',
    deadline: 'https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries',
    statuses: 'https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks',
  },
  maxBodySize: '25mb',
};
