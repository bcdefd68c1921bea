import type { BuiltInScheme } from '../spec.js';

/** A delivery is a batch, empty when the console checks the URL. A redelivery says so inside the body, so its bytes differ. */
export const line: BuiltInScheme = {
  title: 'LINE',
  docs: 'https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Line-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'Each event of the batch holds its id. A redelivery says so in the body and passes; empty batches only check the address.',
  retries: ['1m', '5m', '15m', '1h'],
  deadline: '1500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics',
    statuses: 'https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics',
  },
};
