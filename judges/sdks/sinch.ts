import { judge } from '../engine/judge.js';

interface Sdk {
  validateWebhookSignature(secret: string, headers: Readonly<Record<string, string>>, body: string): boolean;
}

export const sinch = judge<Sdk>({
  package: '@sinch/sdk-client',
  // Its index wants another package of the same provider that it does not depend on.
  entry: './node_modules/@sinch/sdk-client/dist/utils/authorization.helper.js',
  schemes: ['sinch'],
  accepts: (sdk, { secret, headers, text }) => sdk.validateWebhookSignature(secret, headers, text),
});
