import { withoutEnvelope } from '../payload/without-envelope.js';
import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * Standard Webhooks, but the whole secret is the key, as text. Real-time decisions want an answer within two seconds
 * and are not repeated: use direct mode for them. The schedule of its seven retries is an estimate.
 */
export const increase: BuiltInScheme = {
  ...withoutEnvelope(standard),
  title: 'Increase',
  docs: 'https://increase.com/documentation/webhooks',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'webhook-signature',
    encoding: 'base64',
    // Its libraries are Standard Webhooks' and try each.
    entries: { separator: ' ', assign: ',', tags: { v1: 'hmac-sha256' }, several: true },
    content: '{id}.{time}.{body}',
  },
  event: [{ json: '/category' }],
  retries: ['10s', '1m', '5m', '30m', '2h', '6h', '12h'],
  deadline: '1800ms',
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};

/** The signature before that, with a time in words of RFC 3339. */
export const increaseLegacy: BuiltInScheme = {
  title: 'Increase, older signature',
  docs: 'https://increase.com/documentation/webhooks',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'Increase-Webhook-Signature',
    encoding: 'hex',
    // Its libraries try each `v1`.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't', several: true },
    content: '{time}.{body}',
  },
  time: { formats: ['iso'], tolerance: '5m' },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/category' }],
  retries: increase.retries,
  signsRetriesAnew: true,
  deadline: increase.deadline,
  statuses: increase.statuses,
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
