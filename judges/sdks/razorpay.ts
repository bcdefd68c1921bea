import { header, judge } from '../engine/judge.js';

interface Sdk {
  validateWebhookSignature(body: string, signature: string, secret: string): boolean;
}

export const razorpay = judge<Sdk>({
  package: 'razorpay',
  schemes: ['razorpay'],
  entry: 'razorpay/dist/utils/razorpay-utils.js',
  accepts: (sdk, received) =>
    sdk.validateWebhookSignature(received.text, header(received, 'X-Razorpay-Signature'), received.secret),
});
