import type { BuiltInScheme } from '../spec.js';

/** The secret looks like base64 and is used as it is written. The schedule of its three days of retries is an estimate. */
export const kontentAi: BuiltInScheme = {
  title: 'Kontent.ai',
  docs: 'https://kontent.ai/learn/docs/webhooks/webhooks/javascript',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Kontent-ai-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'Each notification holds the object with the time of its last change, and what was done to it; a change of the workflow alone may not move that time.',
  equalBytes: 'may be two events',
  event: [{ json: '/notifications/0/message/action' }],
  retries: ['1m', '2m', '4m', '8m', '16m', '30m', '1h', '2h', '4h', '8h', '14h', '20h', '20h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [], disables: ['410'] },
  rests: { retries: 'docs', deadline: 'estimate', statuses: 'estimate' },
};

/** Webhooks of the older generation: another header, and a body about one kind of object, with an id of its own. */
export const kontentAiLegacy: BuiltInScheme = {
  trust: kontentAi.trust,
  evidence: 'sdk',
  key: 'utf8',
  title: 'Kontent.ai, legacy webhooks',
  docs: 'https://kontent.ai/learn/docs/webhooks/legacy-webhooks/javascript',
  signature: {
    header: 'X-KC-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { json: '/message/id' },
  identity: ['id'],
  identityNote: "The signed body has the notification's id, new for each one and the same on each retry.",
  event: [{ json: '/message/operation' }],
  retries: kontentAi.retries,
  deadline: kontentAi.deadline,
  statuses: kontentAi.statuses,
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
