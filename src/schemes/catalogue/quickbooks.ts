import type { BuiltInScheme } from '../spec.js';

/**
 * A batch for several companies, with a window of three seconds. The key is the app's verifier token. After the first
 * day it goes on every six hours, with no end that it names.
 */
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
  retries: ['10s', '20s', '30s', '5m', '20m', '2h', '4h', '6h', '6h', '6h'],
  deadline: '2500ms',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks/best-practices',
    deadline: 'https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks/best-practices',
    statuses: 'https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks/best-practices',
  },
};
