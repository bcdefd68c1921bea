import type { BuiltInScheme } from '../spec.js';

/**
 * The event is a resource and an action; their joint name stands in the metadata. Only webhooks of level `sync` are
 * retried, for up to three days. The steps are ours.
 */
export const heroku: BuiltInScheme = {
  title: 'Heroku',
  docs: 'https://devcenter.heroku.com/articles/app-webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Heroku-Webhook-Hmac-SHA256',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/webhook_metadata/event/include' }, { json: '/resource' }],
  retries: ['1m', '10m', '1h', '3h', '8h', '12h', '24h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://devcenter.heroku.com/changelog-items/2525',
    deadline: 'estimate',
    statuses: 'estimate',
  },
};
