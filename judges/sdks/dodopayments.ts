import { judge } from '../engine/judge.js';

interface Sdk {
  readonly DodoPayments: new (options: { bearerToken: string }) => {
    readonly webhooks: {
      unwrap(body: string, options: { headers: Readonly<Record<string, string>>; key: string }): unknown;
    };
  };
}

export const dodopayments = judge<Sdk>({
  package: 'dodopayments',
  schemes: ['dodo-payments', 'standard'],
  accepts: ({ DodoPayments }, { text, headers, secret }) =>
    new DodoPayments({ bearerToken: 'token' }).webhooks.unwrap(text, { headers, key: secret }),
});
