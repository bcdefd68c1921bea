import { judge } from '../engine/judge.js';

interface Sdk {
  readonly WebflowClient: new (options: { accessToken: string }) => {
    readonly webhooks: {
      verifySignature(request: {
        headers: Readonly<Record<string, string>>;
        body: string;
        secret: string;
      }): Promise<boolean>;
    };
  };
}

export const webflow = judge<Sdk>({
  package: 'webflow-api',
  schemes: ['webflow'],
  accepts: ({ WebflowClient }, { headers, text, secret }) =>
    new WebflowClient({ accessToken: 'token' }).webhooks.verifySignature({ headers, body: text, secret }),
});
