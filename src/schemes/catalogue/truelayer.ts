import type { BuiltInScheme } from '../spec.js';

/**
 * A detached JWS over method, path, the headers that its own header lists, and the body; the key set's address stands in
 * it too, and counts at TrueLayer's host alone. All customers share the keys and a body names none, but the path is signed:
 * one that nobody can guess tells yours. Retried for three days; whether each is signed anew is not documented.
 */
export const truelayer: BuiltInScheme = {
  title: 'TrueLayer',
  docs: 'https://docs.truelayer.com/docs/payments-v3-webhook-notifications',
  trust: 'body verified',
  evidence: 'sdk',
  keys: { jwks: '{jku}', hosts: ['webhooks.truelayer.com'], paths: ['/.well-known/jwks'] },
  signature: {
    header: 'Tl-Signature',
    jws: { algorithms: ['ES512'], members: { tl_version: '2' } },
    headerList: {
      member: 'tl_headers',
      separator: ',',
      letters: 'given',
      assign: ': ',
      between: '\n',
      ends: true,
      required: ['X-Tl-Webhook-Timestamp'],
    },
    content: '{method} {path}\n{headers}{body}',
    slashOptional: true,
  },
  time: {
    header: 'X-Tl-Webhook-Timestamp',
    formats: ['iso'],
    tolerance: { past: '73h', future: '5m' },
  },
  sourceId: { json: '/event_id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }, { json: '/event_type' }],
  carry: ['X-Tl-Webhook-Timestamp'],
  retries: ['1s', '5s', '30s', '2m', '15m', '1h', '3h', '6h', '12h', '24h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.truelayer.com/docs/set-up-webhook-notifications-payments-v2',
    deadline: 'estimate',
    statuses: 'https://docs.truelayer.com/docs/set-up-webhook-notifications-payments-v2',
  },
};

/** The same with the keys of the test environment. */
export const truelayerSandbox: BuiltInScheme = {
  ...truelayer,
  title: 'TrueLayer sandbox',
  evidence: 'sdk',
  keys: { ...truelayer.keys, hosts: ['webhooks.truelayer-sandbox.com'] },
};
