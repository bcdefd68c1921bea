import { judge } from '../engine/judge.js';

interface Sdk {
  validateEvent(body: Buffer, headers: Readonly<Record<string, string>>, secret: string): unknown;
  readonly WebhookVerificationError: new () => Error;
}

export const polar = judge<Sdk>({
  package: '@polar-sh/sdk',
  entry: '@polar-sh/sdk/webhooks',
  schemes: ['polar'],
  accepts: (sdk, { body, headers, secret }) => {
    try {
      return sdk.validateEvent(body, headers, secret);
    } catch (error) {
      // Behind the signature it reads the event, of which the cases have none that it knows.
      return !(error instanceof sdk.WebhookVerificationError);
    }
  },
});
