import type { BuiltInScheme } from '../spec.js';

/**
 * The endpoint is checked every three days with a signed question whose answer is a hash under the same key: answered
 * only once its signature holds, or anyone could have any text signed. Whether retries get a new time is not
 * documented, so the window takes all of them.
 */
export const zoom: BuiltInScheme = {
  title: 'Zoom',
  docs: 'https://developers.zoom.us/docs/api/webhooks/',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'x-zm-signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'v0=',
    content: 'v0:{time}:{body}',
  },
  time: {
    header: 'x-zm-request-timestamp',
    formats: ['s'],
    tolerance: { past: '2h', future: '5m' },
  },
  sourceId: { header: 'x-zm-trackingid' },
  identity: ['body'],
  identityNote: "The body holds the event's time in milliseconds, which a retry repeats.",
  event: [{ json: '/event' }],
  envelope: { event: 'event', time: 'event_ts', timeFormat: 'ms', data: 'payload' },
  carry: ['x-zm-trackingid'],
  handshakes: [
    {
      when: { method: 'POST', json: { '/event': 'endpoint.url_validation' } },
      check: 'signature',
      answer: {
        status: 200,
        json: {
          plainToken: '{json:/payload/plainToken}',
          encryptedToken: '{hmac-sha256:hex:json:/payload/plainToken}',
        },
      },
    },
  ],
  retries: ['5m', '20m', '60m'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://devsupport.zoom.us/hc/en-us/articles/360059893812-Webhook-delays',
    deadline: 'https://devsupport.zoom.us/hc/en-us/articles/360059893812-Webhook-delays',
    statuses: 'https://devsupport.zoom.us/hc/en-us/articles/360059893812-Webhook-delays',
  },
};
