import type { BuiltInScheme } from '../spec.js';

/**
 * The id of what has changed, as the query has it, the request's id and the time are signed, the body is not: ask the API
 * what is true. Notifications without `data.id`, such as those of QR codes, are not signed so and are refused. Its schedule
 * of retries is an estimate behind the first steps, and whether a retry is signed anew is not documented. It waits 22
 * seconds at first and five at each retry.
 */
export const mercadoPago: BuiltInScheme = {
  title: 'Mercado Pago',
  docs: 'https://www.mercadopago.com.br/developers/en/docs/your-integrations/notifications/webhooks',
  trust: 'authenticated',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'x-signature',
    encoding: 'hex',
    // Its libraries read one of each.
    entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 'ts' },
    content: 'id:{query:data.id|lower};request-id:{header:x-request-id};ts:{time};',
  },
  time: { formats: ['ms', 's'], tolerance: { past: '97h', future: '5m' } },
  sourceId: { header: 'x-request-id' },
  identity: ['signed'],
  identityNote:
    'Only the id of what has changed, the id of the request and the time are signed, so one signature fits any body. The id of the request is made for one notification, and whatever comes with it counts once.',
  event: [{ json: '/action' }, { json: '/type' }],
  carry: ['x-request-id'],
  writes: { 'x-request-id': '{id}' },
  retries: ['15m', '15m', '15m', '1h', '6h', '12h', '24h', '48h'],
  deadline: '4s',
  statuses: { accepted: ['200', '201'], final: [] },
  rests: {
    retries: 'docs',
    deadline:
      'https://github.com/mercadopago/devsite-docs/blob/master/guides/snippets/test-integration/notification-response.en.md',
    statuses: 'docs',
  },
};
