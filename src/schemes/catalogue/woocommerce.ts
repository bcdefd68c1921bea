import type { BuiltInScheme } from '../spec.js';

/**
 * The first ping is an unsigned form (`webhook_id=…`) that must hear 200 and is answered here. Never retries; five
 * failures in a row disable the webhook. It waits a minute, unless the shop's PHP is given less.
 */
export const woocommerce: BuiltInScheme = {
  title: 'WooCommerce',
  docs: 'https://woocommerce.com/document/webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-WC-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { header: 'X-WC-Webhook-Delivery-ID' },
  identity: [],
  identityNote:
    "The webhook of an action sends nothing but the action's name and argument, so each call has the same bytes. The delivery's id is not signed, and WooCommerce never retries.",
  event: [{ header: 'X-WC-Webhook-Topic', shape: 'token' }],
  carry: [
    'X-WC-Webhook-Topic',
    'X-WC-Webhook-Resource',
    'X-WC-Webhook-Event',
    'X-WC-Webhook-Source',
    'X-WC-Webhook-ID',
    'X-WC-Webhook-Delivery-ID',
  ],
  writes: { 'X-WC-Webhook-Topic': '{event}', 'X-WC-Webhook-Delivery-ID': '{id}' },
  handshakes: [
    {
      when: { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      check: 'open',
      answer: { status: 200 },
    },
  ],
  retries: 'none',
  deadline: '25s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries:
      'https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php',
    deadline:
      'https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php',
    statuses:
      'https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php',
  },
};
