import { header, judge } from '../engine/judge.js';

interface Sdk {
  verifyWebhookSignature(request: {
    body: Buffer;
    signature: string;
    verificationToken: string;
  }): Promise<boolean>;
  signWebhookPayload(request: { body: string; verificationToken: string }): Promise<string>;
}

export const notion = judge<Sdk>({
  package: '@notionhq/client',
  schemes: ['notion'],
  accepts: (sdk, received) =>
    sdk.verifyWebhookSignature({
      body: received.body,
      signature: header(received, 'X-Notion-Signature'),
      verificationToken: received.secret,
    }),
  signs: async (sdk, { text, secret }) => ({
    headers: {
      'X-Notion-Signature': await sdk.signWebhookPayload({ body: text, verificationToken: secret }),
    },
  }),
});
