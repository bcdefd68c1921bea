import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Orb: new (options: { apiKey: string }) => {
    readonly webhooks: {
      verifySignature(body: string, headers: Readonly<Record<string, string>>, secret: string): void;
    };
  };
}

export const orb = judge<Sdk>({
  package: 'orb-billing',
  schemes: ['orb'],
  accepts: ({ Orb }, { text, headers, secret }) => {
    new Orb({ apiKey: 'key' }).webhooks.verifySignature(text, headers, secret);
  },
});
