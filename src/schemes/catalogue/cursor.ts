import type { BuiltInScheme } from '../spec.js';

/**
 * The body's id names the agent, the same for all of its events; the webhook's own id stands in a header and is not
 * signed. Its schedule of retries is not published; this one is an estimate.
 */
export const cursor: BuiltInScheme = {
  title: 'Cursor',
  docs: 'https://cursor.com/docs/cloud-agent/api/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  sourceId: { header: 'X-Webhook-ID' },
  identity: ['body'],
  identityNote: "The body holds the time of the event. Its id is the agent's, the same for all events.",
  event: [{ json: '/event' }],
  carry: ['X-Webhook-ID', 'X-Webhook-Event'],
  writes: { 'X-Webhook-ID': '{id}', 'X-Webhook-Event': '{event}' },
  retries: ['1m', '5m', '15m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
