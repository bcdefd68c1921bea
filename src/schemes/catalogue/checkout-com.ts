import type { BuiltInScheme } from '../spec.js';

/**
 * The key is the one given to the workflow's webhook action. Hash the bytes: re-serialising changes amounts. Its
 * schedule of retries is not published; this one is an estimate.
 */
export const checkoutCom: BuiltInScheme = {
  title: 'Checkout.com',
  docs: 'https://www.checkout.com/docs/developer-resources/event-notifications/receive-webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'Cko-Signature', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'created_on', data: 'data' },
  retries: ['5m', '10m', '15m', '30m', '1h', '4h', '8h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
