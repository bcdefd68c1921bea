import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly LinearWebhookClient: new (secret: string) => { verify(body: Buffer, signature: string): boolean };
}

export const linear = judge<Sdk>({
  package: '@linear/sdk',
  entry: '@linear/sdk/webhooks',
  schemes: ['linear'],
  accepts: ({ LinearWebhookClient }, received) =>
    new LinearWebhookClient(received.secret).verify(received.body, header(received, 'Linear-Signature')),
});
