import type { BuiltInScheme } from '../spec.js';

/** The header that is GitHub's SHA-1 one carries SHA-256 here. Only a few statuses are worth a retry to it. */
export const jira: BuiltInScheme = {
  title: 'Jira Cloud',
  docs: 'https://developer.atlassian.com/cloud/jira/platform/webhooks/',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'X-Hub-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  sourceId: { header: 'X-Atlassian-Webhook-Identifier' },
  identity: ['body'],
  identityNote: "The body holds the event's time in milliseconds, which a retry repeats.",
  event: [{ json: '/webhookEvent' }],
  carry: ['X-Atlassian-Webhook-Identifier', 'X-Atlassian-Webhook-Flow', 'X-Atlassian-Webhook-Retry'],
  writes: { 'X-Atlassian-Webhook-Identifier': '{id}' },
  retries: ['5m', '10m', '10m', '15m', '15m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: ['3xx', '4xx'], retry: ['408', '409', '425', '429'] },
  rests: {
    retries: 'https://community.developer.atlassian.com/t/new-jira-cloud-webhook-retry-policy/30554',
    deadline: 'estimate',
    statuses: 'https://community.developer.atlassian.com/t/new-jira-cloud-webhook-retry-policy/30554',
  },
};
