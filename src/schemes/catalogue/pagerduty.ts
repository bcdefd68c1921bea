import type { BuiltInScheme } from '../spec.js';

/** One `v1` entry for each key that is valid just then. Retried for two days; the steps are ours. */
export const pagerduty: BuiltInScheme = {
  title: 'PagerDuty',
  docs: 'https://developer.pagerduty.com/docs/verifying-webhook-signatures',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-PagerDuty-Signature',
    encoding: 'hex',
    // Its documentation has receivers look for theirs among all.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, several: true },
    content: '{body}',
  },
  sourceId: { json: '/event/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/event/event_type' }],
  bodyTime: '/event/occurred_at',
  carry: ['X-Webhook-Subscription', 'X-Webhook-Id'],
  retries: ['1m', '3m', '6m', '10m', '30m', '1h', '2h', '4h', '8h', '16h', '16h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: ['4xx'], retry: ['429'] },
  rests: {
    retries: 'https://github.com/PagerDuty/developer-docs/blob/main/docs/webhooks/02-Behavior.md',
    deadline: 'https://github.com/PagerDuty/developer-docs/blob/main/docs/webhooks/02-Behavior.md',
    statuses: 'https://github.com/PagerDuty/developer-docs/blob/main/docs/webhooks/02-Behavior.md',
  },
};
