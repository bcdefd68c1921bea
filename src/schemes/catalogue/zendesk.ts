import type { BuiltInScheme } from '../spec.js';

/**
 * Older pages of the documentation sign body before time; what Zendesk sends is time before body. Customers write the
 * body of trigger webhooks, so equal bodies may be different events: the signed time tells them apart.
 */
export const zendesk: BuiltInScheme = {
  title: 'Zendesk',
  docs: 'https://developer.zendesk.com/documentation/webhooks/verifying/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Zendesk-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{time}{body}',
  },
  time: {
    header: 'X-Zendesk-Webhook-Signature-Timestamp',
    formats: ['iso'],
    tolerance: { past: '15m', future: '5m' },
  },
  sourceId: { header: 'X-Zendesk-Webhook-Invocation-Id' },
  identity: ['body', 'time'],
  identityNote:
    'Customers write the body of a trigger, so two events may have equal ones: the signed time tells them apart. Where a retry is signed anew it passes as new, which is cheaper than a loss.',
  event: [{ json: '/type' }],
  carry: ['X-Zendesk-Webhook-Invocation-Id', 'X-Zendesk-Webhook-Id', 'X-Zendesk-Account-Id'],
  writes: { 'X-Zendesk-Webhook-Invocation-Id': '{id}' },
  retries: ['1m', '1m', '1m'],
  deadline: '4s',
  // 429 and 503 are retried only with a short Retry-After, 409 always.
  statuses: { accepted: ['2xx'], final: ['3xx', '4xx', '5xx'], retry: ['409'] },
  rests: {
    retries: 'https://developer.zendesk.com/api-reference/webhooks/introduction',
    deadline: 'estimate',
    statuses: 'https://developer.zendesk.com/api-reference/webhooks/introduction',
  },
};
