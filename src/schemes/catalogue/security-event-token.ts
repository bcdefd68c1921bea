import type { BuiltInScheme } from '../spec.js';

/**
 * Security event tokens as they are pushed (RFC 8935), by Okta's and other transmitters of shared signals. The body is the
 * token. Its transmitter signs for all its receivers, so the route names issuer, audience and the address of the keys,
 * which the transmitter's own configuration document shows. When one comes again is the transmitter's choice.
 */
export const securityEventToken: BuiltInScheme = {
  title: 'Security event token',
  docs: 'https://www.rfc-editor.org/rfc/rfc8935',
  trust: 'body verified',
  evidence: 'documentation',
  keys: { jwks: '{owner:keys}' },
  owner: { issuer: { claim: 'iss' }, audience: { claim: 'aud' }, keys: { keys: true } },
  signature: {
    body: true,
    jwt: {
      algorithms: ['RS256', 'ES256', 'PS256'],
      hashes: {},
      isDocument: true,
      type: 'secevent+jwt',
    },
  },
  sourceId: { json: '/jti' },
  identity: ['id'],
  identityNote: 'Each token has an id of its own (jti), which stays the same while it is sent again.',
  bodyTime: '/iat',
  retries: ['1m', '10m', '1h', '6h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'estimate',
  },
  refusal: 400,
  acknowledgement: { status: 202 },
};
