import type { BuiltInScheme } from '../spec.js';

/**
 * A JWT in the Authorization header, without `Bearer`, signed with the API secret: it holds the body's SHA-256 and ends
 * after five minutes. Tokens for participants are signed with the same secret, but have no hash. Retries are
 * those of its HTTP client (go-retryablehttp), unless a server is set up otherwise. What is signed here names no issuer,
 * which would be the API key: LiveKit's own receivers refuse that where they are given the key.
 */
export const livekit: BuiltInScheme = {
  title: 'LiveKit',
  docs: 'https://docs.livekit.io/intro/basics/rooms-participants-tracks/webhooks-events/',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Authorization',
    jwt: { hashes: { sha256: { of: 'body', encoding: 'base64' } } },
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/event' }],
  retries: ['1s', '2s', '4s', '8s'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: ['4xx'], retry: ['429'] },
  rests: {
    retries: 'https://github.com/livekit/protocol/blob/main/webhook/url_notifier.go',
    deadline: 'estimate',
    statuses: 'https://github.com/livekit/protocol/blob/main/webhook/url_notifier.go',
  },
};
