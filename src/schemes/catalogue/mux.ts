import type { BuiltInScheme } from '../spec.js';

/** Its libraries limit the past alone; here the future is limited too, or one delivery could be kept for years. */
export const mux: BuiltInScheme = {
  title: 'Mux',
  docs: 'https://www.mux.com/docs/core/verify-webhook-signatures',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Mux-Signature',
    encoding: 'hex',
    // Its libraries try each, as Stripe does.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't', several: true },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: '5m' },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'created_at', data: 'data' },
  retries: ['1m', '5m', '15m', '30m', '1h', '2h', '4h', '8h', '8h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.mux.com/guides/system/listen-for-webhooks',
    deadline: 'https://docs.mux.com/docs/webhooks',
    statuses: 'https://docs.mux.com/guides/system/listen-for-webhooks',
  },
};
