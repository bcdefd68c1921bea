import type { BuiltInScheme } from '../spec.js';

/** A batch for several companies, with a window of three seconds. The key is the app's verifier token. */
export const quickbooks: BuiltInScheme = {
  title: 'Intuit QuickBooks',
  docs: 'https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'intuit-signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'Each entity of the batch holds its id and the time of its change.',
  event: [{ json: '/eventNotifications/0/dataChangeEvent/entities/0/name' }, { json: '/0/type' }],
  retries: ['20m', '30m', '50m'],
  deadline: '2500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
