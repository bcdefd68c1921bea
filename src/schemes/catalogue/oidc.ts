import type { BuiltInScheme } from '../spec.js';

/**
 * A bearer token of any OpenID issuer, as services send it that call under an account of their own (Google Cloud Tasks and
 * Scheduler, Azure's managed identities). It says who called, and nothing of the body.
 */
export const oidc: BuiltInScheme = {
  title: 'OpenID Connect token',
  docs: 'https://openid.net/specs/openid-connect-discovery-1_0.html',
  trust: 'authenticated',
  evidence: 'documentation',
  keys: { discovery: '{owner:issuer}' },
  owner: { issuer: { claim: 'iss' }, audience: { claim: 'aud' }, account: { claim: ['email', 'sub'] } },
  signature: {
    header: 'Authorization',
    prefix: 'Bearer ',
    jwt: { algorithms: ['RS256', 'ES256', 'PS256', 'EdDSA'], hashes: {} },
  },
  identity: ['body'],
  identityNote: 'What an event is, its sender alone knows: equal bodies count as one within the window.',
  retries: ['1m', '10m', '1h'],
  signsRetriesAnew: true,
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'estimate',
  },
};
