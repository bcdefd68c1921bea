import type { BuiltInScheme } from '../spec.js';

/** Equal bodies are sent under different topics, and the topic stands in an unsigned header alone. */
export const shopify: BuiltInScheme = {
  title: 'Shopify',
  docs: 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Shopify-Hmac-Sha256',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { header: 'X-Shopify-Webhook-Id' },
  identity: ['body', 'event'],
  identityNote:
    'Equal bodies are sent under different topics, and only the unsigned header has the topic. Where a subscription names fields, two updates may have equal bodies too.',
  equalBytes: 'may be two events',
  event: [{ header: 'X-Shopify-Topic', shape: 'a/b' }],
  carry: [
    'X-Shopify-Topic',
    'X-Shopify-Webhook-Id',
    'X-Shopify-Event-Id',
    'X-Shopify-Shop-Domain',
    'X-Shopify-API-Version',
    'X-Shopify-Triggered-At',
  ],
  writes: { 'X-Shopify-Topic': '{event}', 'X-Shopify-Webhook-Id': '{id}' },
  // Its library for Node ends with `missing_headers` if one of these is not there.
  verifierNeeds: [
    'X-Shopify-Topic',
    'X-Shopify-Shop-Domain',
    'X-Shopify-API-Version',
    'X-Shopify-Webhook-Id',
  ],
  retries: ['1m', '5m', '10m', '20m', '40m', '54m', '55m', '55m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://shopify.dev/changelog/updates-to-webhook-retry-mechanism',
    deadline: 'estimate',
    statuses: 'docs',
  },
};

/**
 * The newer deliveries, under other header names. Topic, action and subscription stand in the signed body too. How often
 * they are retried is not published; taken from webhooks.
 */
export const shopifyEvents: BuiltInScheme = {
  title: 'Shopify Events',
  docs: 'https://shopify.dev/docs/apps/build/events/verify-deliveries',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Shopify-Hmac-Sha256',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { header: 'Shopify-Webhook-Id', shape: 'token' },
  identity: ['body', 'sourceId'],
  identityNote:
    'The body names the fields that have changed, not their values nor a time: two changes of one field have equal bytes. Shopify gives each delivery an id that its retries share; it is not signed, so it only adds to the body.',
  event: [{ json: '/topic' }],
  carry: [
    'Shopify-Topic',
    'Shopify-Action',
    'Shopify-Handle',
    'Shopify-Webhook-Id',
    'Shopify-Event-Id',
    'Shopify-Resource-Id',
    'Shopify-Shop-Domain',
    'Shopify-Api-Version',
    'Shopify-Triggered-At',
  ],
  writes: {
    'Shopify-Topic': '{event}',
    'Shopify-Webhook-Id': '{id}',
    'Shopify-Event-Id': '{id}',
  },
  // Its library for Node ends with `missing_headers` if one of these is not there.
  verifierNeeds: [
    'Shopify-Topic',
    'Shopify-Shop-Domain',
    'Shopify-Api-Version',
    'Shopify-Webhook-Id',
    'Shopify-Event-Id',
  ],
  retries: shopify.retries,
  deadline: shopify.deadline,
  statuses: shopify.statuses,
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
