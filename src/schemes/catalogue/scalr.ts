import type { BuiltInScheme } from '../spec.js';

/**
 * `Date` is signed behind the body, as text. Whether a retry is signed anew is not documented, so its age is not
 * checked here: where it is, set the route's `tolerance`.
 */
export const scalr: BuiltInScheme = {
  title: 'Scalr',
  docs: 'https://cmp.docs.scalr.com/en/latest/sec_comp/integrations.html',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'X-Signature',
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    content: '{body}{time}',
  },
  time: { header: 'Date', formats: ['utc-date'], tolerance: 'off' },
  bodyMustBeJson: true,
  sourceId: { json: '/eventId' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/eventName' }],
  carry: ['X-Scalr-Webhook-Id'],
  writes: { 'X-Scalr-Webhook-Id': '{id}' },
  retries: ['1m', '5m', '15m'],
  deadline: '2s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
