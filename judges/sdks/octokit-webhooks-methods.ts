import { header, judge } from '../engine/judge.js';

interface Sdk {
  verify(secret: string, body: string, signature: string): Promise<boolean>;
  sign(secret: string, body: string): Promise<string>;
}

export const octokitWebhooksMethods = judge<Sdk>({
  package: '@octokit/webhooks-methods',
  schemes: ['github'],
  accepts: (sdk, received) =>
    sdk.verify(received.secret, received.text, header(received, 'X-Hub-Signature-256')),
  signs: async (sdk, { secret, text }) => ({
    headers: { 'X-Hub-Signature-256': await sdk.sign(secret, text) },
  }),
});
