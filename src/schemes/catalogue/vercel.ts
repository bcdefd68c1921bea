import type { BuiltInScheme } from '../spec.js';

/**
 * SHA-1, whatever some libraries say: a checker written for SHA-256 refuses every delivery. Its schedule of retries
 * is not published; this one is an estimate.
 */
export const vercel: BuiltInScheme = {
  title: 'Vercel',
  docs: 'https://vercel.com/docs/webhooks/webhooks-api',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'x-vercel-signature',
    algorithm: 'hmac-sha1',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'createdAt', timeFormat: 'ms', data: 'payload' },
  retries: ['1m', '5m', '30m', '1h', '2h', '4h', '8h', '8h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
