import { judge } from '../engine/judge.js';

interface Sdk {
  readonly Whop: new (options: { apiKey: string }) => {
    readonly webhooks: {
      unwrap(body: string, options: { headers: Readonly<Record<string, string>>; key: string }): unknown;
    };
  };
}

export const whop = judge<Sdk>({
  package: '@whop/sdk',
  schemes: ['standard'],
  accepts: ({ Whop }, { text, headers, secret }) =>
    new Whop({ apiKey: 'key' }).webhooks.unwrap(text, { headers, key: secret }),
});
