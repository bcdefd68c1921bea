import type { BuiltInScheme } from '../spec.js';

/**
 * Interactions: the answer is shown to the user, within three seconds and once. Discord asks PING (type 1) and also
 * sends wrong signatures on purpose, which must hear 401. The key is the application's public one.
 */
export const discord: BuiltInScheme = {
  title: 'Discord interactions',
  docs: 'https://discord.com/developers/docs/interactions/overview',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'public-key',
  signature: {
    header: 'X-Signature-Ed25519',
    algorithm: 'ed25519',
    encoding: 'hex',
    content: '{time}{body}',
  },
  time: { header: 'X-Signature-Timestamp', formats: ['s'], tolerance: '5m' },
  bodyMustBeJson: true,
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the interaction's id, new for each. Discord never retries.",
  event: [{ json: '/data/name' }, { json: '/type' }],
  handshakes: [
    {
      when: { method: 'POST', json: { '/type': '1' } },
      check: 'signature',
      answer: { status: 200, json: { type: 1 } },
    },
  ],
  retries: 'none',
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'https://discord.com/developers/docs/interactions/receiving-and-responding',
    statuses: 'estimate',
  },
};

/**
 * Webhook events: here PING is type 0 and wants an empty 204. Retried for ten minutes;
 * the steps are ours.
 */
export const discordEvents: BuiltInScheme = {
  title: 'Discord webhook events',
  docs: 'https://discord.com/developers/docs/events/webhook-events',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'public-key',
  signature: {
    header: 'X-Signature-Ed25519',
    algorithm: 'ed25519',
    encoding: 'hex',
    content: '{time}{body}',
  },
  time: {
    header: 'X-Signature-Timestamp',
    formats: ['s'],
    tolerance: { past: '15m', future: '5m' },
  },
  bodyMustBeJson: true,
  identity: ['body'],
  identityNote: "The body holds the event's time, which a retry repeats.",
  event: [{ json: '/event/type' }],
  handshakes: [
    {
      when: { method: 'POST', json: { '/type': '0' } },
      check: 'signature',
      answer: { status: 204 },
    },
  ],
  retries: ['10s', '30s', '1m', '2m', '5m', '5m'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'docs', statuses: 'docs' },
  acknowledgement: { status: 204 },
};
