import type { BuiltInScheme } from '../spec.js';

/**
 * Nothing is signed: each notification carries the subscription's `clientState`, which is the secret here, and every
 * one must be right. Subscribing asks with `validationToken` first. Cannot be written, only received. Retried for
 * four hours; the steps are ours.
 */
export const microsoftGraph: BuiltInScheme = {
  title: 'Microsoft Graph',
  docs: 'https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks',
  trust: 'authenticated',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    json: '/clientState',
    each: '/value',
    algorithm: 'plain',
    encoding: 'text',
    content: '{secret}',
  },
  identity: [],
  identityNote:
    'A notification without resource data only says that something has changed, so each change under one subscription has the same bytes. Nothing is signed that could tell them apart.',
  event: [{ json: '/value/0/changeType' }],
  handshakes: [
    {
      when: { method: 'POST', query: { validationToken: '*' } },
      check: 'open',
      answer: { status: 200, text: '{query:validationToken}' },
    },
  ],
  retries: ['10s', '1m', '5m', '15m', '30m', '1h', '150m'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'docs', statuses: 'docs' },
};
