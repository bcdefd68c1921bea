import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly CFEnvironment: { readonly SANDBOX: unknown };
  readonly Cashfree: new (
    environment: unknown,
    id: string,
    secret: string,
  ) => {
    PGVerifyWebhookSignature(signature: string, body: string, time: string): unknown;
    XClientSecret: string;
  };
}

/** One is enough: each one made listens for the end of the process. */
let client: InstanceType<Sdk['Cashfree']> | undefined;

export const cashfree = judge<Sdk>({
  package: 'cashfree-pg',
  schemes: ['cashfree'],
  accepts: ({ Cashfree, CFEnvironment }, received) => {
    client ??= new Cashfree(CFEnvironment.SANDBOX, 'id', '');
    client.XClientSecret = received.secret;
    return client.PGVerifyWebhookSignature(
      header(received, 'x-webhook-signature'),
      received.text,
      header(received, 'x-webhook-timestamp'),
    );
  },
});
