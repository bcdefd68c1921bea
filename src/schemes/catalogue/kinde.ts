import type { BuiltInScheme } from '../spec.js';

/**
 * The body is a token, and its claims are the event. Its key is that of one business, at its own address; the token names
 * neither issuer nor times. Retried for a day and a half.
 */
export const kinde: BuiltInScheme = {
  title: 'Kinde',
  docs: 'https://docs.kinde.com/integrate/webhooks/about-webhooks/',
  trust: 'body verified',
  evidence: 'sdk',
  keys: { jwks: '{owner:domain}/.well-known/jwks' },
  owner: { domain: { keys: true } },
  signature: { body: true, jwt: { algorithms: ['RS256'], hashes: {}, isDocument: true } },
  sourceId: { json: '/event_id' },
  identity: ['id'],
  identityNote: "The signed claims hold the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  bodyTime: '/timestamp',
  retries: ['5s', '30s', '2m', '10m', '1h', '4h', '12h', '12h', '12h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: { retries: 'docs', deadline: 'estimate', statuses: 'docs' },
};
