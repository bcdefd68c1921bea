import type { BuiltInScheme } from '../spec.js';
import { standard } from './standard.js';

/**
 * Standard Webhooks, but the whole secret is the key, as text: its libraries encode it before they hand it on. Its
 * schedule of retries is not published; this one is an estimate.
 */
export const imagekit: BuiltInScheme = {
  ...standard,
  title: 'ImageKit',
  docs: 'https://imagekit.io/docs/webhooks',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'webhook-signature',
    encoding: 'base64',
    // Its libraries are Standard Webhooks' and try each.
    entries: { separator: ' ', assign: ',', tags: { v1: 'hmac-sha256' }, several: true },
    content: '{id}.{time}.{body}',
  },
  envelope: { id: 'id', event: 'type', time: 'created_at', data: 'data' },
  retries: ['1m', '5m', '30m', '2h', '5h', '10h'],
  deadline: '4s',
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};

/** The signature of webhooks that were made before ImageKit spoke Standard Webhooks. The time is in milliseconds. */
export const imagekitLegacy: BuiltInScheme = {
  title: 'ImageKit, older signature',
  docs: 'https://imagekit.io/docs/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'x-ik-signature',
    encoding: 'hex',
    // Its libraries read one of each.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't' },
    content: '{time}.{body}',
  },
  // Whether a retry is signed anew is not documented: a day takes them all.
  time: { formats: ['ms'], tolerance: { past: '25h', future: '5m' } },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  retries: imagekit.retries,
  deadline: imagekit.deadline,
  statuses: imagekit.statuses,
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
