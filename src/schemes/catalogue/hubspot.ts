import type { BuiltInScheme } from '../spec.js';

/** The third version of the signature. Some escapes of the URL are undone before it is signed. */
export const hubspot: BuiltInScheme = {
  title: 'HubSpot, signature v3',
  docs: 'https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-HubSpot-Signature-v3',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{method}{url:decoded}{body}{time}',
  },
  bodyMustBeJson: 'whole',
  time: { header: 'X-HubSpot-Request-Timestamp', formats: ['digits-ms'], tolerance: '5m' },
  identity: ['body', 'time'],
  identityNote:
    'Events of a batch hold their ids, but a request about a contact or a card may come again with equal bytes: its signed time is another one. A retry counts itself in the body, so the time makes none of them new.',
  event: [{ json: '/0/subscriptionType' }],
  retries: ['1m', '10m', '30m', '1h', '2h', '3h', '4h', '4h', '4h', '5h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: ['400', '401', '403', '404', '405'] },
  rests: {
    retries: 'https://integrate.hubspot.com/t/what-does-will-retry-mean-when/3953',
    deadline: 'estimate',
    statuses: 'https://community.hubspot.com/t5/APIs-Integrations/Webhooks-response/td-p/277558',
  },
};

/**
 * Not an HMAC: a plain hash that begins with the secret. Whoever sees one can continue it, but not with text alone. No
 * time is signed.
 */
export const hubspotV2: BuiltInScheme = {
  title: 'HubSpot, signature v2',
  docs: hubspot.docs ?? '',
  trust: 'body verified',
  evidence: 'sdk',
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
  identity: ['body', 'url'],
  identityNote:
    'A request about a contact has the signed URL and the body, or the URL alone, and may come again with equal bytes. No time is signed.',
  equalBytes: 'may be two events',
  retries: hubspot.retries,
  deadline: hubspot.deadline,
  statuses: hubspot.statuses,
  rests: {
    retries: 'https://integrate.hubspot.com/t/what-does-will-retry-mean-when/3953',
    deadline: 'estimate',
    statuses: 'https://community.hubspot.com/t5/APIs-Integrations/Webhooks-response/td-p/277558',
  },
};

/** Without method and URL: what app webhooks (CRM events) carry. */
export const hubspotV1: BuiltInScheme = {
  title: 'HubSpot, signature v1',
  docs: hubspot.docs ?? '',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-HubSpot-Signature',
    algorithm: 'sha256',
    encoding: 'hex',
    content: '{secret}{body}',
  },
  bodyMustBeText: true,
  requires: { 'X-HubSpot-Signature-Version': 'v1' },
  identity: ['body'],
  identityNote:
    'Each event of the batch holds its id and its time. A retry counts itself in the body and passes as new.',
  event: [{ json: '/0/subscriptionType' }],
  retries: hubspot.retries,
  deadline: hubspot.deadline,
  statuses: hubspot.statuses,
  rests: {
    retries: 'https://integrate.hubspot.com/t/what-does-will-retry-mean-when/3953',
    deadline: 'estimate',
    statuses: 'https://community.hubspot.com/t5/APIs-Integrations/Webhooks-response/td-p/277558',
  },
};
