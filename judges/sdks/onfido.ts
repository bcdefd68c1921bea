import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly WebhookEventVerifier: new (token: string) => {
    readPayload(body: Buffer, signature: string): unknown;
  };
}

export const onfido = judge<Sdk>({
  package: '@onfido/api',
  schemes: ['onfido'],
  accepts: ({ WebhookEventVerifier }, received) =>
    new WebhookEventVerifier(received.secret).readPayload(
      received.body,
      header(received, 'X-SHA2-Signature'),
    ),
});
