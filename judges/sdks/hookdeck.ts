import { judge } from '../engine/judge.js';

interface Sdk {
  verifyWebhookSignature(request: {
    headers: Readonly<Record<string, string>>;
    rawBody: string;
    signingSecret: string;
  }): Promise<{ isValidSignature: boolean }>;
}

export const hookdeck = judge<Sdk>({
  package: '@hookdeck/sdk',
  entry: '@hookdeck/sdk/webhooks/helpers',
  schemes: ['hookdeck'],
  accepts: async (sdk, { headers, text, secret }) => {
    const said = await sdk.verifyWebhookSignature({ headers, rawBody: text, signingSecret: secret });
    return said.isValidSignature;
  },
});
