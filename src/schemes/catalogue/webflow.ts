import type { BuiltInScheme } from '../spec.js';

/** The time is in milliseconds. Only webhooks made through the API by an app or with a token are signed. */
export const webflow: BuiltInScheme = {
  title: 'Webflow',
  docs: 'https://developers.webflow.com/data/docs/working-with-webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Webflow-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{time}:{body}',
  },
  time: { header: 'X-Webflow-Timestamp', formats: ['ms'], tolerance: { past: '1h', future: '5m' } },
  identity: ['body'],
  identityNote: 'The body holds the id of what has changed and the time of the change.',
  event: [{ json: '/triggerType' }],
  envelope: { event: 'triggerType', data: 'payload' },
  retries: ['10m', '10m', '10m'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://developers.webflow.com/data/changelog/webhook-retries',
    deadline: 'estimate',
    statuses: 'https://developers.webflow.com/data/reference/error-handling',
  },
};
