import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Finch: new (options: { accessToken: string }) => {
    readonly webhooks: {
      verifySignature(body: string, headers: Readonly<Record<string, string>>, secret: string): void;
    };
  };
}

export const finch = judge<Sdk>({
  package: '@tryfinch/finch-api',
  schemes: ['finch'],
  accepts: ({ Finch }, { text, headers, secret }) => {
    new Finch({ accessToken: 'token' }).webhooks.verifySignature(text, headers, secret);
  },
});
