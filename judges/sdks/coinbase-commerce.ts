import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly Webhook: {
    verifySigHeader(body: string, signature: string, secret: string): true;
    computeSignature(body: string, secret: string): string;
  };
}

export const coinbaseCommerce = judge<Sdk>({
  package: 'coinbase-commerce-node',
  schemes: ['coinbase-commerce'],
  accepts: ({ Webhook }, received) =>
    Webhook.verifySigHeader(received.text, header(received, 'X-CC-Webhook-Signature'), received.secret),
  signs: ({ Webhook }, { text, secret }) => ({
    headers: { 'X-CC-Webhook-Signature': Webhook.computeSignature(text, secret) },
  }),
});
