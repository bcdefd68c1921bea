import type { BuiltInScheme } from '../spec.js';

/**
 * Two keys sign in two headers, so that one can be replaced at a time. What is signed are the bytes on the wire, with
 * `\u` escapes and `\/`: a body written anew does not hold.
 */
export const box: BuiltInScheme = {
  title: 'Box',
  docs: 'https://developer.box.com/guides/webhooks/v2/signatures-v2/',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    headers: ['Box-Signature-Primary', 'Box-Signature-Secondary'],
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}{time}',
  },
  time: { header: 'Box-Delivery-Timestamp', formats: ['iso'], tolerance: { past: '10m', future: '5m' } },
  requires: { 'Box-Signature-Version': '1', 'Box-Signature-Algorithm': 'HmacSHA256' },
  bodyMustBeJson: true,
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the notification's id, new for each event and the same on each retry.",
  event: [{ json: '/trigger' }],
  bodyTime: '/created_at',
  carry: ['Box-Delivery-Id'],
  writes: { 'Box-Delivery-Id': '{id}' },
  retries: Array.from({ length: 10 }, (_, index) => `${5 * 2 ** index}m`),
  signsRetriesAnew: true,
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://box.dev/en/guides/webhooks/handle/retries/',
    deadline: 'https://box.dev/en/guides/webhooks/handle/retries/',
    statuses: 'https://box.dev/en/guides/webhooks/handle/retries/',
  },
};
