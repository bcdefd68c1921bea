import type { BuiltInScheme } from '../spec.js';

/** `X-Webhook-Id` names the endpoint, the same for every message: it is neither id nor identity here. */
export const exampleapi: BuiltInScheme = {
  title: 'ExampleAPI',
  docs: 'https://api.example.com/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Webhook-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote:
    "The signed body has the event's id. The header X-Webhook-Id names the endpoint and is the same for all events.",
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'created_at', data: 'data' },
  carry: ['X-Webhook-Id'],
  writes: { 'X-Webhook-Event': '{event}' },
  retries: ['1m', '5m', '30m', '1h', '6h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'estimate', statuses: 'docs' },
};
