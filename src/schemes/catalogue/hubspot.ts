import type { Scheme } from '../spec.js';

/** The third version of the signature. Some escapes of the URL are undone before it is signed. */
export const hubspot: Scheme = {
  title: 'HubSpot, signature v3',
  docs: 'https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'X-HubSpot-Signature-v3',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{method}{url:decoded}{body}{time}',
  },
  bodyMustBeJson: 'whole',
  time: { header: 'X-HubSpot-Request-Timestamp', formats: ['digits-ms'], tolerance: '5m' },
  identity: ['body'],
  event: [{ json: '/0/subscriptionType' }],
  retries: ['1m', '10m', '30m', '1h', '2h', '3h', '4h', '4h', '4h', '5h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
};

/**
 * Not an HMAC: a plain hash that begins with the secret. Whoever sees one can continue it, but not with text alone. No
 * time is signed.
 */
export const hubspotV2: Scheme = {
  title: 'HubSpot, signature v2',
  docs: hubspot.docs ?? '',
  trust: 'body verified',
  evidence: 'vectors',
  key: 'utf8',
  signature: {
    header: 'X-HubSpot-Signature',
    algorithm: 'sha256',
    encoding: 'hex',
    content: '{secret}{method}{url}{body}',
  },
  bodyMustBeJson: 'whole',
  bodyMustBeText: true,
  requires: { 'X-HubSpot-Signature-Version': 'v2' },
  identity: ['body'],
  retries: hubspot.retries,
  deadline: hubspot.deadline,
  statuses: hubspot.statuses,
};

/** Without method and URL: what app webhooks (CRM events) carry. */
export const hubspotV1: Scheme = {
  ...hubspotV2,
  bodyMustBeJson: false,
  title: 'HubSpot, signature v1',
  signature: {
    header: 'X-HubSpot-Signature',
    algorithm: 'sha256',
    encoding: 'hex',
    content: '{secret}{body}',
  },
  requires: { 'X-HubSpot-Signature-Version': 'v1' },
  event: [{ json: '/0/subscriptionType' }],
};
