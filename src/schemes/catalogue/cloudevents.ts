import type { BuiltInScheme } from '../spec.js';

/**
 * The web hooks of the CloudEvents specification: a bearer token, which proves who sent a delivery and nothing about it.
 * Before the first one the sender asks for leave by OPTIONS; the route's `handshakeToken` is the origin that has it. No
 * schedule of retries is specified; this one is an estimate.
 */
export const cloudevents: BuiltInScheme = {
  title: 'CloudEvents web hooks',
  docs: 'https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md',
  trust: 'authenticated',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Authorization',
    algorithm: 'plain',
    encoding: 'text',
    prefix: 'Bearer ',
    content: '{secret}',
  },
  sourceId: { header: 'ce-id' },
  identity: [],
  identityNote:
    'Binary events have their id in an unsigned header and may have equal bodies, and a sender need not repeat the id. Where events are structured, their id stands in the body: `dedupe.key: { json: /id }`.',
  event: [{ json: '/type' }, { header: 'ce-type', shape: 'token' }],
  carry: [
    'ce-id',
    'ce-source',
    'ce-specversion',
    'ce-type',
    'ce-subject',
    'ce-time',
    'ce-dataschema',
    'WebHook-Request-Origin',
  ],
  writes: { 'ce-id': '{id}', 'ce-type': '{event}' },
  handshakes: [
    {
      when: { method: 'OPTIONS', headers: { 'WebHook-Request-Origin': '*' } },
      check: { token: { header: 'WebHook-Request-Origin' } },
      answer: {
        status: 200,
        headers: {
          'WebHook-Allowed-Origin': '{header:WebHook-Request-Origin}',
          'WebHook-Allowed-Rate': '*',
          Allow: 'POST',
        },
      },
    },
  ],
  retries: ['10s', '30s', '1m', '5m', '10m', '30m', '1h', '3h', '6h', '12h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [], disables: ['410'] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'docs' },
};
