import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly Webhooks: new (options: { secret: string }) => {
    verify(body: string, signature: string): Promise<boolean>;
    sign(body: string): Promise<string>;
  };
}

export const octokitWebhooks = judge<Sdk>({
  package: '@octokit/webhooks',
  schemes: ['github'],
  accepts: ({ Webhooks }, received) =>
    new Webhooks({ secret: received.secret }).verify(received.text, header(received, 'X-Hub-Signature-256')),
  signs: async ({ Webhooks }, { secret, text }) => ({
    headers: { 'X-Hub-Signature-256': await new Webhooks({ secret }).sign(text) },
  }),
});
