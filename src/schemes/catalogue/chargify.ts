import type { BuiltInScheme } from '../spec.js';

/**
 * Forms, not JSON: the event's name is a field of the form and cannot be read here, so filters do not work. The MD5
 * header beside this one is older and ignored. Sent five times within five minutes.
 */
export const chargify: BuiltInScheme = {
  title: 'Maxio Advanced Billing (Chargify)',
  docs: 'https://docs.maxio.com/hc/en-us/articles/24266143173901',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Chargify-Webhook-Signature-Hmac-Sha-256',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { header: 'X-Chargify-Webhook-Id' },
  identity: ['body'],
  identityNote: "The form holds the webhook's id, which a retry repeats.",
  carry: ['X-Chargify-Webhook-Id'],
  writes: { 'X-Chargify-Webhook-Id': '{id}' },
  retries: ['10s', '15s', '90s', '180s'],
  deadline: '12s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://docs.maxio.com/hc/en-us/articles/24266136649869-Webhooks-Reference',
    deadline: 'https://docs.maxio.com/hc/en-us/articles/24266136649869-Webhooks-Reference',
    statuses: 'https://docs.maxio.com/hc/en-us/articles/24266136649869-Webhooks-Reference',
  },
};
