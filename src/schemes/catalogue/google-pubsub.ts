import type { BuiltInScheme } from '../spec.js';

/**
 * A push subscription with authentication: a token of Google's, which is signed for every customer alike. It names the
 * audience and the service account of the subscription, and nothing of the body. Retried until the message is too old for
 * its subscription (7 days unless set otherwise), ever later; our schedule is an estimate of that.
 */
export const googlePubsub: BuiltInScheme = {
  title: 'Google Pub/Sub push',
  docs: 'https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions',
  trust: 'authenticated',
  evidence: 'sdk',
  keys: { jwks: 'https://www.googleapis.com/oauth2/v3/certs' },
  owner: { audience: { claim: 'aud' }, account: { claim: 'email' } },
  signature: {
    header: 'Authorization',
    prefix: 'Bearer ',
    jwt: { algorithms: ['RS256'], hashes: {}, claims: { iss: 'https://accounts.google.com' } },
  },
  sourceId: { json: '/message/messageId' },
  identity: ['id'],
  identityNote:
    'Each message has an id that all its attempts share, while the body may count them. The token does not cover the body, so whoever holds one for its hour writes it.',
  event: [{ json: '/message/attributes/eventType' }],
  bodyTime: '/message/publishTime',
  retries: ['10s', '1m', '10m', '1h', '6h', '12h', '24h', '24h', '24h', '24h', '24h', '24h'],
  signsRetriesAnew: true,
  deadline: '8s',
  statuses: { accepted: ['200', '201', '202', '204'], final: [] },
  rests: {
    retries: 'https://cloud.google.com/pubsub/docs/push',
    deadline: 'https://cloud.google.com/pubsub/docs/push',
    statuses: 'https://cloud.google.com/pubsub/docs/push',
  },
  maxBodySize: '14mb',
};
