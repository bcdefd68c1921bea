import type { BuiltInScheme } from '../spec.js';

/** Bare hex; retried once, and in no particular order. */
export const launchdarkly: BuiltInScheme = {
  title: 'LaunchDarkly',
  docs: 'https://launchdarkly.com/docs/home/infrastructure/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'X-LD-Signature', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
  sourceId: { json: '/_id' },
  identity: ['id'],
  identityNote: "The signed body has the entry's id, new for each event and the same on each retry.",
  event: [{ json: '/kind' }],
  retries: ['1m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
