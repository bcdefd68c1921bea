import type { BuiltInScheme } from '../spec.js';

/**
 * Signed are the transmission's id and time, the webhook's own id, and the CRC-32 of the body: whoever holds one delivery
 * can write another body of that sum, so the body is not proved. All customers share the certificates; the webhook's id,
 * which the route names, tells ours. Up to 25 retries within three days, whose delays are not documented.
 */
export const paypal: BuiltInScheme = {
  title: 'PayPal',
  docs: 'https://developer.paypal.com/api/rest/webhooks/rest/',
  trust: 'partly',
  evidence: 'documentation',
  keys: {
    certificate: {
      header: 'PAYPAL-CERT-URL',
      hosts: ['api.paypal.com', 'api.sandbox.paypal.com'],
      roots: 'system',
    },
    paths: ['/v1/notifications/certs/*'],
  },
  owner: { webhook: { signed: 'content' } },
  signature: {
    header: 'PAYPAL-TRANSMISSION-SIG',
    algorithm: 'rsa-sha256',
    encoding: 'base64',
    content: '{header:PAYPAL-TRANSMISSION-ID}|{time}|{owner:webhook}|{crc32:body}',
  },
  time: {
    header: 'PAYPAL-TRANSMISSION-TIME',
    formats: ['iso'],
    tolerance: { past: '75h', future: '5m' },
  },
  requires: { 'PAYPAL-AUTH-ALGO': 'SHA256withRSA' },
  bodyMustBeJson: 'whole',
  sourceId: { json: '/id' },
  identity: ['signed'],
  identityNote:
    'Each transmission has a signed id. The id of the event stands in the body, which a sum of 32 bits does not prove.',
  event: [{ json: '/event_type' }],
  retries: ['5m', '15m', '30m', '1h', '2h', '3h', '4h', '6h', '8h', '10h', '12h', '12h', '12h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'docs',
    deadline: 'estimate',
    statuses: 'docs',
  },
};
