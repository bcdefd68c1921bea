import { judge } from '../engine/judge.js';

interface Sdk {
  readonly WebhooksManager: {
    validateMessage(
      body: string,
      headers: Readonly<Record<string, string>>,
      primaryKey: string,
      options: { secondaryKey: string },
    ): Promise<boolean>;
  };
}

export const box = judge<Sdk>({
  package: 'box-node-sdk',
  entry: 'box-node-sdk/lib/managers/webhooks',
  schemes: ['box'],
  sends: { 'Box-Signature-Version': '1', 'Box-Signature-Algorithm': 'HmacSHA256' },
  accepts: ({ WebhooksManager }, { text, headers, secret }) =>
    WebhooksManager.validateMessage(text, headers, secret, { secondaryKey: secret }),
});
