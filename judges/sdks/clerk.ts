import { judge } from '../engine/judge.js';

interface Sdk {
  verifyWebhook(request: Request, options: { signingSecret: string }): Promise<unknown>;
}

export const clerk = judge<Sdk>({
  package: '@clerk/backend',
  entry: '@clerk/backend/webhooks',
  schemes: ['clerk'],
  accepts: (sdk, { url, headers, body, secret }) => {
    const request = new Request(url, { method: 'POST', headers, body: new Uint8Array(body) });
    return sdk.verifyWebhook(request, { signingSecret: secret });
  },
});
