import { judge } from '../engine/judge.js';

interface Sdk {
  readonly ModernTreasury: new (options: { apiKey: string; organizationID: string; webhookKey: string }) => {
    readonly webhooks: {
      validateSignature(body: string, headers: Readonly<Record<string, string>>): boolean;
      getSignature(body: string): string;
    };
  };
}

const account = { apiKey: 'key', organizationID: 'organization' };

export const modernTreasury = judge<Sdk>({
  package: 'modern-treasury',
  schemes: ['modern-treasury'],
  accepts: ({ ModernTreasury }, { text, headers, secret }) =>
    new ModernTreasury({ ...account, webhookKey: secret }).webhooks.validateSignature(text, headers),
  signs: ({ ModernTreasury }, { text, secret }) => ({
    headers: {
      'X-Signature': new ModernTreasury({ ...account, webhookKey: secret }).webhooks.getSignature(text),
    },
  }),
});
