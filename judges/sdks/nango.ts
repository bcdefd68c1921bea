import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Nango: new (options: { apiKey: string; webhookSigningKey: string }) => {
    verifyIncomingWebhookRequest(body: string, headers: Readonly<Record<string, string>>): boolean;
  };
}

export const nango = judge<Sdk>({
  package: '@nangohq/node',
  schemes: ['nango'],
  accepts: ({ Nango }, { secret, text, headers }) =>
    new Nango({ apiKey: 'key', webhookSigningKey: secret }).verifyIncomingWebhookRequest(text, headers),
});
