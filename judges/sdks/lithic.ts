import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Lithic: new (options: { apiKey: string }) => {
    readonly webhooks: {
      verifySignature(body: string, headers: Readonly<Record<string, string>>, secret: string): void;
    };
  };
}

export const lithic = judge<Sdk>({
  package: 'lithic',
  schemes: ['lithic', 'standard'],
  accepts: ({ Lithic }, { text, headers, secret }) => {
    new Lithic({ apiKey: 'key' }).webhooks.verifySignature(text, headers, secret);
  },
});
