import { header, judge } from '../engine/judge.js';

interface Sdk {
  readonly WorkOS: new (key: string) => {
    readonly webhooks: {
      verifyHeader(request: { payload: unknown; sigHeader: string; secret: string }): Promise<boolean>;
    };
  };
}

export const workos = judge<Sdk>({
  package: '@workos-inc/node',
  schemes: ['workos'],
  accepts: ({ WorkOS }, received) =>
    new WorkOS('sk_key').webhooks.verifyHeader({
      payload: JSON.parse(received.text),
      sigHeader: header(received, 'WorkOS-Signature'),
      secret: received.secret,
    }),
});
