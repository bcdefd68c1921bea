import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly WebhooksHelper: {
    verifySignature(request: {
      requestBody: string;
      signatureHeader: string;
      signatureKey: string;
      notificationUrl: string;
    }): Promise<boolean>;
  };
}

export const square = judge<Sdk>({
  package: 'square',
  schemes: ['square'],
  accepts: ({ WebhooksHelper }, received) =>
    WebhooksHelper.verifySignature({
      requestBody: received.text,
      signatureHeader: header(received, 'X-Square-HmacSha256-Signature'),
      signatureKey: received.secret,
      notificationUrl: received.url,
    }),
});
