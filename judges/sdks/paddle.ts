import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly Paddle: new (key: string) => {
    readonly webhooks: {
      isSignatureValid(body: string, secret: string, signature: string): Promise<boolean>;
    };
  };
}

export const paddle = judge<Sdk>({
  package: '@paddle/paddle-node-sdk',
  schemes: ['paddle'],
  accepts: ({ Paddle }, received) =>
    new Paddle('key').webhooks.isSignatureValid(
      received.text,
      received.secret,
      header(received, 'Paddle-Signature'),
    ),
});
