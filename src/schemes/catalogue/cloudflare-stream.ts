import type { BuiltInScheme } from '../spec.js';

/**
 * Shares the header name of Standard Webhooks and nothing else with it. Its schedule of retries is not published;
 * this one is an estimate.
 */
export const cloudflareStream: BuiltInScheme = {
  title: 'Cloudflare Stream',
  docs: 'https://developers.cloudflare.com/stream/manage-video-library/using-webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Webhook-Signature',
    encoding: 'hex',
    // Its examples read one `sig1`.
    entries: { separator: ',', assign: '=', tags: { sig1: 'hmac-sha256' }, time: 'time' },
    content: '{time}.{body}',
  },
  time: { formats: ['s'], tolerance: { past: '2h', future: '5m' } },
  identity: ['body'],
  identityNote: 'The body shows the video in its state with the time of the change.',
  event: [{ json: '/status/state' }],
  retries: ['1m', '5m', '15m', '1h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
