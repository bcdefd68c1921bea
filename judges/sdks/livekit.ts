import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly WebhookReceiver: new (
    key: string | undefined,
    secret: string,
  ) => { receive(body: string, token: string): Promise<unknown> };
}

export const livekit = judge<Sdk>({
  package: 'livekit-server-sdk',
  schemes: ['livekit'],
  // The issuer of a token is the account's API key, which no scheme can name; without one, the SDK asks for none.
  accepts: ({ WebhookReceiver }, received) =>
    new WebhookReceiver(undefined, received.secret).receive(received.text, header(received, 'Authorization')),
});
