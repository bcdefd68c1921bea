import type { BuiltInScheme } from '../spec.js';

const ITEM = '/NotificationRequestItem';

/** Payment events. Each item carries its own signature over eight of its fields, and everything else can be forged. */
export const adyen: BuiltInScheme = {
  title: 'Adyen, payments',
  docs: 'https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures',
  trust: 'partly',
  evidence: 'sdk',
  key: 'hex',
  signature: {
    each: '/notificationItems',
    json: `${ITEM}/additionalData/hmacSignature`,
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: [
      'pspReference',
      'originalReference?',
      'merchantAccountCode?',
      'merchantReference?',
      'amount/value?',
      'amount/currency?',
      'eventCode',
      'success?',
    ]
      .map((field) => `{json:${ITEM}/${field}}`)
      .join(':'),
    // The merchant's own text; Adyen's references, codes and amounts hold no colon.
    open: `json:${ITEM}/merchantReference`,
  },
  sourceId: { json: `/notificationItems/0${ITEM}/pspReference` },
  identity: ['signed'],
  identityNote:
    "Adyen calls deliveries equal if the reference and the event's code are. All fields that the items sign count; what is not signed can be rewritten by anyone, so it has no say.",
  event: [{ json: `/notificationItems/0${ITEM}/eventCode` }],
  // Three at once, then a queue: from four hours on every eight, up to thirty days.
  retries: [
    ...Array<string>(3).fill('9s'),
    ...['2m', '5m', '10m', '15m', '30m', '1h', '2h', '4h'],
    ...Array<string>(88).fill('8h'),
  ],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.adyen.com/development-resources/webhooks/troubleshoot',
    deadline: 'https://www.adyen.com/knowledge-hub/webhooks-accept-2xx',
    statuses: 'https://www.adyen.com/knowledge-hub/webhooks-accept-2xx',
  },
  acknowledgement: { status: 200, contentType: 'text/plain', body: '[accepted]' },
};
