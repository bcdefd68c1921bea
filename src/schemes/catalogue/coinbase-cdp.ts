import type { BuiltInScheme } from '../spec.js';

/**
 * Of its two signatures `v0` covers time and body; `v1` adds headers that the delivery lists itself and is ignored
 * here. Not Coinbase Commerce, which signs the body alone. Its schedule of retries is not published; this one is an
 * estimate.
 */
export const coinbaseCdp: BuiltInScheme = {
  title: 'Coinbase Developer Platform',
  docs: 'https://docs.cdp.coinbase.com/webhooks/verify-signatures',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Hook0-Signature',
    encoding: 'hex',
    // Its example makes a mapping of the list, so of two signatures the last one counts.
    entries: { separator: ',', assign: '=', tags: { v0: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: { past: '2h', future: '5m' } },
  sourceId: { header: 'X-Event-Id' },
  identity: ['body'],
  identityNote:
    "The body holds the transaction and its time. The event's id stands in an unsigned header and has no say.",
  event: [{ json: '/eventType' }, { json: '/type' }],
  carry: ['X-Event-Id', 'X-Event-Type'],
  retries: ['1m', '5m', '30m', '1h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
