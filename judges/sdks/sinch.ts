import { judge } from '../engine/judge.js';

interface Sdk {
  validateWebhookSignature(secret: string, headers: Readonly<Record<string, string>>, body: string): boolean;
  validateSignatureHeader(secret: string, headers: Readonly<Record<string, string>>, body: string): boolean;
}

export const sinch = judge<Sdk>({
  package: '@sinch/sdk-client',
  // Its index wants another package of the same provider that it does not depend on.
  entry: './node_modules/@sinch/sdk-client/dist/utils/authorization.helper.js',
  schemes: ['sinch', 'sinch-numbers'],
  accepts: (sdk, { scheme, secret, headers, text }) =>
    scheme === 'sinch'
      ? sdk.validateWebhookSignature(secret, headers, text)
      : sdk.validateSignatureHeader(secret, headers, text),
});
