import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly Stripe: new (key: string) => {
    readonly webhooks: {
      readonly signature: {
        verifyHeader(body: Buffer, header: string, secret: string, tolerance: number): true;
      };
      generateTestHeaderString(options: { payload: string; secret: string; timestamp: number }): string;
    };
  };
}

export const stripe = judge<Sdk>({
  package: 'stripe',
  schemes: ['stripe'],
  accepts: ({ Stripe }, received) =>
    new Stripe('sk').webhooks.signature.verifyHeader(
      received.body,
      header(received, 'Stripe-Signature'),
      received.secret,
      300,
    ),
  signs: ({ Stripe }, { text: payload, secret, now }) => {
    const timestamp = Math.floor(now / 1000);
    const options = { payload, secret, timestamp };
    return { headers: { 'Stripe-Signature': new Stripe('sk').webhooks.generateTestHeaderString(options) } };
  },
});
