import { header, judge } from '../engine/judge.js';

interface Sdk {
  verifyWebhookSignature(given: { rawPayload: string; signature: string; secret: string }): boolean;
  generateWebhookSignature(given: { rawPayload: string; secret: string }): string;
}

export const hygraph = judge<Sdk>({
  package: '@hygraph/utils',
  schemes: ['hygraph'],
  accepts: (sdk, received) =>
    sdk.verifyWebhookSignature({
      rawPayload: received.text,
      signature: header(received, 'gcms-signature'),
      secret: received.secret,
    }),
  signs: (sdk, { text, secret }) => ({
    headers: { 'gcms-signature': sdk.generateWebhookSignature({ rawPayload: text, secret }) },
  }),
});
